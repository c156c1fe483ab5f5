"""The closed classes of English words that drafting goes by. All others are nouns or adjectives."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """Return the words of a line."""
    return frozenset(words.split())


MONTHS = listed(
    "january february march april may june july august september october november december "
    "jan jan. feb feb. mar mar. apr apr. jun jun. jul jul. aug aug. sep sep. sept sept. oct oct. nov nov. dec dec."
)
WEEKDAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
# They point at something said before, which a question of its own cannot.
POINTERS = listed(
    "i me my mine we us our ours you your yours he him his himself she her hers herself it its itself they them their "
    "theirs themselves this that these those such there here one another other others former latter same both each "
    "nothing everything something anything nobody everyone someone anyone respectively so then now what "
    "which who whom whose how why when where myself ourselves yourself"
)
# They open a clause, or are its verb: an object ends before them.
CLAUSE_WORDS = listed(
    "as after before while because since but if than though although unless until whether once amid despite following "
    "and or nor is are was were be been being am has have had having do does did will would can could may might must "
    "shall should said says say not never also just only even still already yet however according including saying "
    "citing adding calling making leaving meaning including due when where which who that"
)
PREPOSITIONS = listed(
    "of in on at to from for with by about over under into onto across between among against during through toward "
    "towards near within without via per around along behind beyond above below off out up down outside inside "
    "throughout upon ahead away back"
)
DETERMINERS = listed("the a an some any all every no more most many much few several less least another")
AUXILIARIES = listed(
    "is are was were has have had will would can could may might must should does did do isn't aren't wasn't weren't "
    "won't wouldn't can't couldn't hasn't haven't doesn't didn't"
)
NUMBERS = listed(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
SCALES = listed("hundred thousand million billion trillion")
# "more than 40 people": of the answer, not of the question.
DEGREES = (
    "at least", "at most", "more than", "fewer than", "less than", "as many as", "as much as", "up to", "an estimated",
    "a record", "a total of", "about", "around", "roughly", "nearly", "almost", "approximately", "over", "some", "only",
    "just", "another", "close to",
)  # fmt: skip
PLURALS = listed("people men women children police fish sheep aircraft feet lives troops personnel")
# End in s, and are not plural or no thing to count.
NOT_PLURALS = listed(
    "less across was is has as us this its his plus minus versus perhaps always sometimes besides towards afterwards "
    "series news previous various serious percent business status crisis process access success address congress "
    "press class loss pass boss mass gas bus virus campus times points"
)
TITLES = listed(
    "president prime minister chancellor senator sen. rep. representative governor gov. mayor gen. "
    "general judge justice "
    "secretary king queen prince princess pope dr. mr. mrs. ms. professor congressman congresswoman chief captain "
    "sheriff officer detective sir lord former vice foreign defense defence interior finance attorney coach director"
)
# Common given names in English-language news. Two capitalised words are taken for a person only if the first is here
# or the article says otherwise that they are (an age, a title, "who").
GIVEN_NAMES = listed(
    "adam alan alex alexander alexandria alexei alice amanda amy ana andrea andrew andy angela ann anna anne anthony "
    "antonio ashley barack barbara ben benjamin bernie beth betty bill bob boris brad brandon brett brian "
    "brittney bruce "
    "carl carlos carol caroline catherine charles charlie chris christian christina christopher chuck "
    "cindy claire craig "
    "cynthia dan daniel dave david dean deborah denise dennis diana diane don donald donna doug douglas "
    "dylan edward elena "
    "elizabeth ella ellen elon emily emma emmanuel eric erica erin eva evan frank fred gary gavin george gina giorgia "
    "glenn grace graham grant greg gregory hannah harry heather helen henry hillary howard hunter ian "
    "irene isabel ivan "
    "jack jacob jake james jamie jan jane janet jared jason jay jean jeff jeffrey jen jennifer jenny "
    "jeremy jerome jerry "
    "jesse jessica jill jim jimmy joan joe joel john johnny jon jonathan jordan jose joseph josh joshua "
    "juan judy julia "
    "julian julie justin kamala karen karl kate katherine kathleen kathy katie keith kelly ken kenneth kevin kim kyle "
    "larry laura lauren lee leonardo leslie lina linda lindsey lisa liz lori louis lucy luis luke lynn "
    "manuel marc marco "
    "margaret maria marie mario marjorie mark martha martin mary matt matthew max megan melissa michael "
    "michelle miguel "
    "mike mitch mohammed molly monica nancy naomi natalie nathan neil nicholas nick nicole noah novak "
    "olaf olivia oscar "
    "pamela pat patricia patrick paul paula pedro peter phil philip rachel rafael ralph randy ray raymond rebecca "
    "ricardo richard rick rob robert roberto robin roger ron ronald rosa ross roy russell ruth ryan sally sam samantha "
    "samuel sandra sara sarah scott sean serena sergei shannon sharon shawn sheila simon sofia sophia sophie stacey "
    "stephanie stephen steve steven stuart sue susan suzanne tara ted teresa terry theresa thomas tiffany tim timothy "
    "tina todd tom tony tracy travis tyler valerie vanessa victor victoria vincent virginia vladimir volodymyr walter "
    "yuri narendra oleg dmitry nigar jens mikhail nikolai hiroshi fumio wayne wendy whitney will william xi yulia zach"
)
DATE_WORDS = MONTHS | WEEKDAYS
# None of them is a noun or a part of one.
CLOSED = CLAUSE_WORDS | PREPOSITIONS | POINTERS | DETERMINERS
