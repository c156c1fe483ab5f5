import subprocess
import sys

import pytest

from corpus.languages import detect_language

SENTENCES = {
    "ar": "قرر مجلس المدينة يوم الثلاثاء إغلاق الجسر القديم للإصلاح حتى الربيع.",
    "cs": "Městská rada v úterý rozhodla, že starý most bude kvůli opravám do jara uzavřen.",
    "da": "Byrådet besluttede tirsdag at lukke den gamle bro for reparation indtil foråret.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke bis zum Frühjahr zu sperren.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να κλείσει την παλιά γέφυρα για επισκευές.",
    "en": "The council voted on Tuesday to close the old bridge for repairs until the spring.",
    "es": "El ayuntamiento decidió el martes cerrar el puente viejo por obras hasta la primavera.",
    "fa": "شورای شهر روز سه‌شنبه تصمیم گرفت پل قدیمی را تا بهار برای تعمیر ببندد.",
    "fi": "Kaupunginvaltuusto päätti tiistaina sulkea vanhan sillan korjausten ajaksi kevääseen asti.",
    "fr": "Le conseil municipal a décidé mardi de fermer le vieux pont pour travaux jusqu'au printemps.",
    "he": "מועצת העיר החליטה ביום שלישי לסגור את הגשר הישן לשיפוצים עד האביב.",
    "hi": "नगर परिषद ने मंगलवार को पुराने पुल को मरम्मत के लिए वसंत तक बंद करने का फैसला किया।",
    "id": "Dewan kota memutuskan pada hari Selasa untuk menutup jembatan tua sampai musim semi.",
    "it": "Il consiglio comunale ha deciso martedì di chiudere il vecchio ponte fino alla primavera.",
    "ja": "市議会は火曜日、古い橋を春まで修理のため閉鎖することを決めた。",
    "ko": "시의회는 화요일 낡은 다리를 봄까지 수리를 위해 폐쇄하기로 결정했다.",
    "nl": "De gemeenteraad besloot dinsdag om de oude brug tot het voorjaar te sluiten voor herstel.",
    "pl": "Rada miasta zdecydowała we wtorek o zamknięciu starego mostu do wiosny.",
    "pt": "A câmara municipal decidiu na terça-feira fechar a ponte velha para obras até à primavera.",
    "ru": "Городской совет во вторник решил закрыть старый мост на ремонт до весны.",
    "sv": "Kommunfullmäktige beslutade i tisdags att stänga den gamla bron för reparation till våren.",
    "tr": "Belediye meclisi salı günü eski köprünün bahara kadar onarım için kapatılmasına karar verdi.",
    "uk": "Міська рада у вівторок вирішила закрити старий міст на ремонт до весни.",
    "vi": "Hội đồng thành phố hôm thứ Ba đã quyết định đóng cây cầu cũ để sửa chữa cho đến mùa xuân.",
    "zh": "市议会周二决定关闭旧桥进行维修,直到春天重新开放。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_shows_its_language(language: str) -> None:
    assert detect_language(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "12 34 56 78 90",
        "Bonjour",
        "Jane Doe, London",
        "Jane Doe, John Smith, Maria Garcia, Ivan Petrov, Li Wei, Ahmed Hassan, Kim Min-jun, Pierre Dupont",
        "Ayton 2-1 Beeford. Carnaby 0-0 Dalton. Elloughton 3-2 Foston. Garton 1-4 Hornsea.",
        "https://example.org/one/two?three=four https://example.org/five/six",
    ],
)
def test_names_numbers_and_addresses_are_in_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_a_text_of_two_halves_is_in_neither_language() -> None:
    assert detect_language("\n".join([SENTENCES["en"], SENTENCES["de"]])) is None
    assert detect_language("\n".join([SENTENCES["fr"]] * 4 + [SENTENCES["ru"]] * 5)) is None


def test_a_foreign_paragraph_leaves_an_article_in_its_language() -> None:
    assert detect_language("\n".join([SENTENCES["en"]] * 5 + [SENTENCES["de"]])) == "en"


def test_a_long_table_of_names_does_not_hide_the_language_of_the_report() -> None:
    results = "\n".join(f"{n}. Ruxim Voll, Garton, {n * 3} pts" for n in range(1, 30))
    assert detect_language("\n".join([SENTENCES["de"]] * 4 + [results])) == "de"


def test_a_page_of_one_endless_word_is_looked_at_and_let_go() -> None:
    assert detect_language("x" * 100_000) is None


def test_the_model_is_not_imported_before_a_text_needs_it() -> None:
    code = "import sys, corpus.languages; print('py3langid' in sys.modules, 'numpy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
