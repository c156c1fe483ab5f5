"""Whole lines by which pages speak for themselves in eleven languages besides English, by what they are.

As in `corpus.phrases`, a pattern is matched against a folded line and must be the whole of it. German, French, Spanish,
Portuguese, Italian, Russian, Ukrainian, Arabic, Chinese, Japanese, Korean: the commonest buttons and headings only.
"""

from __future__ import annotations

import re

from corpus.phrases import any_of

FOREIGN_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "advertisement",
        any_of(
            r"(?:bezahlte )?(?:anzeigen?|werbung)|publicités?|annonces?(?: sponsorisées?)?|publicidad|publicidade"
            r"|anuncios?",
            r"anúncios?|pubblicità|annunci(?:o)?|contenuto sponsorizzato|реклама(?: на сайте)?|рекламодателям"
            r"|оголошення",
            r"إعلانات?|اعلانات?|إعلان ممول|广告|廣告|広告|スポンサーリンク|광고",
        ),
    ),
    (
        "share buttons",
        any_of(
            r"(?:artikel |beitrag |seite )?(?:teilen|weiterleiten|weitersagen)(?: (?:auf|via|per|mit) .{2,30})?",
            r"(?:auf|per|via) (?:facebook|twitter|whatsapp|e-?mail|x|linkedin) teilen|link kopieren|folgen sie"
            r" uns.{0,30}",
            r"partager?(?: (?:sur|par|cet article|l'article).{0,30})?|copier le lien|suivez-nous.{0,30}",
            r"compart(?:ir|e|ilhar?|ilhe)(?: (?:en|no|na|por|via|esta?|este|isto|o|a) .{2,40})?|copiar (?:el"
            r" )?(?:enlace|link)",
            r"síguenos.{0,30}|siga-nos.{0,30}|condividi(?: (?:su|via|questo).{0,30})?|copia (?:il )?link"
            r"|seguici.{0,30}",
            r"поделиться(?: (?:в|на|с|ссылкой|статьей).{0,30})?|скопировать ссылку|подписывайтесь (?:на нас|на"
            r" наш).{0,60}",
            r"поділитися(?: (?:в|на|у).{0,30})?|поширити|скопіювати посилання|(?:шер|шар)ити|підписуйтесь на (?:нас"
            r"|наш).{0,60}",
            r"شارك(?:ها|نا)?(?: (?:على|عبر|المقال|الخبر).{0,30})?|مشاركة(?: (?:على|عبر).{0,30})?|نسخ الرابط"
            r"|تابعونا.{0,40}",
            r"分享(?:到|至)?.{0,12}|转发|轉發|复制链接|複製連結|关注我们|シェア(?:する)?|共有(?:する)?"
            r"|ツイート(?:する)?|공유(?:하기)?",
            r"リンクをコピー|フォローする|링크 ?복사|(?:기사 ?)?공유하기|팔로우",
        ),
    ),
    (
        "navigation",
        any_of(
            r"(?:artikel )?(?:drucken|merken|speichern|vorlesen|kommentieren)|startseite|zur startseite|menü"
            r"|suchen?|anmelden",
            r"abmelden|registrieren|abonnieren|abo(?:nnement)?|mehr(?: lesen| erfahren| anzeigen| zum thema)?"
            r"|weiterlesen",
            r"nach oben|zum (?:inhalt|seitenanfang)(?: springen)?|impressum|datenschutz(?:erklärung)?|agb|kontakt"
            r"|über uns",
            r"imprimer|accueil|rechercher?|se connecter|connexion|s'inscrire|s'abonner|abonnez-vous|lire (?:la"
            r" suite|plus)",
            r"en savoir plus|voir plus|haut de page|mentions légales|politique de confidentialité|nous contacter"
            r"|plan du site",
            r"imprimir|inicio|início|buscar|pesquisar|iniciar sesión|entrar|registrarse|cadastre-se|suscrib(?:irse"
            r"|ete|irme)",
            r"suscríbete(?: .{2,30})?|assin(?:ar|e)(?: agora| já)?|leer más|ler mais|leia mais|ver más|ver mais"
            r"|saiba mais",
            r"volver arriba|voltar ao topo|aviso legal|política de (?:privacidad|privacidade|cookies)|contact[ao]"
            r"|quem somos",
            r"stampa|cerca|accedi|registrati|abbonati(?: ora)?|leggi (?:di più|tutto|anche)|scopri di più|torna su"
            r"|chi siamo",
            r"contatti|note legali|informativa (?:sulla )?privacy|iscriviti(?: alla newsletter)?",
            r"распечатать|печать|версия для печати|главная|поиск|войти|вход|регистрация|подписаться|читать (?:далее"
            r"|полностью"
            r"|также|ещё)|подробнее|ещё|наверх|вернуться наверх|политика конфиденциальности|контакты|о (?:нас|проекте)",
            r"друкувати|роздрукувати|головна|пошук|увійти|вхід|реєстрація|підписатися|читати (?:далі|більше|також)"
            r"|детальніше"
            r"|більше|нагору|вгору|політика конфіденційності|контакти|про (?:нас|проєкт)",
            r"طباعة|اطبع|الرئيسية|الصفحة الرئيسية|بحث|تسجيل الدخول|اشترك(?: الآن)?|اقرأ (?:المزيد|أيضا|أيضًا)"
            r"|المزيد|إلى الأعلى"
            r"|سياسة الخصوصية|اتصل بنا|من نحن|شروط الاستخدام",
            r"打印|列印|首页|首頁|搜索|搜尋|登录|登入|注册|註冊|订阅|訂閱|阅读(?:更多|全文)|閱讀(?:更多|全文)"
            r"|查看更多|更多|返回顶部|回到頂部",
            r"隐私政策|隱私(?:權)?政策|联系我们|聯絡我們|关于我们|關於我們|印刷(?:する)?|ホーム|トップ(?:ページ)?"
            r"|検索|ログイン|会員登録|新規登録",
            r"購読(?:する)?|続きを読む|もっと(?:見る|読む)|ページ(?:の先頭|トップ)へ.{0,4}|プライバシーポリシー"
            r"|お問い合わせ|利用規約",
            r"인쇄(?:하기)?|홈|검색|로그인|회원가입|구독(?:하기|신청)?|더 ?보기|자세히 ?보기|맨 위로|개인정보"
            r" ?처리방침|문의하기|이용약관",
        ),
    ),
    (
        "cookie notice",
        any_of(
            r"(?:alle )?(?:cookies )?(?:akzeptieren|ablehnen|zustimmen)|cookie-?einstellungen|(?:tout )?(?:accepter"
            r"|refuser)",
            r"(?:paramètres|gérer les|gestion des) (?:des )?cookies|(?:aceptar|rechazar|aceitar|rejeitar)(?:"
            r" (?:todas?|todos|las|os"
            r"|cookies))*|configur(?:ar|ação de) cookies|accett[ao](?: (?:tutti|tutto|i|cookie))*|rifiuta(?: tutti)?",
            r"принять(?: (?:все|файлы|cookie))*|отклонить|прийняти(?: (?:всі|усі))?|відхилити|قبول(?: الكل)?|موافق"
            r"|رفض(?: الكل)?",
            r"接受(?:全部|所有)?(?: ?cookie)?|同意|拒绝|拒絕|(?:すべて)?同意する|拒否する|모두 ?(?:허용|동의)"
            r"|동의(?:함|합니다)?|거부",
        ),
    ),
    (
        "comments",
        any_of(
            r"(?:\d+ )?(?:kommentare?|commentaires?|comentarios?|comentários?|commenti|комментари(?:й|я|ев|и)"
            r"|коментар(?:і|ів|ь))"
            r"(?: \(?\d+\)?)?|kommentar (?:schreiben|verfassen)|(?:laisser|écrire|ajouter) un commentaire|(?:deja"
            r"|deje|escribe) un"
            r" comentario|deixe (?:um|seu) comentário|lascia un commento|(?:оставить|добавить) комментарий"
            r"|(?:залишити|додати) коментар|(?:\d+ )?تعليقات?(?: \d+)?|(?:أضف|اكتب|اترك) تعليقا?ً?|(?:发表)?评论(?:"
            r" ?\d+)?|留言"
            r"|コメント(?:する|を書く|\d*件?)?|댓글(?: ?(?:\d+개?|쓰기|달기))?",
        ),
    ),
    (
        "list of other articles",
        any_of(
            r"(?:lesen sie|lies) auch\b.{0,120}|das könnte sie (?:auch )?interessieren|meistgelesen|mehr zum"
            r" thema.{0,60}",
            r"(?:à )?lire aussi\b.{0,160}|sur le même sujet|(?:lee|lea|leia|ver|veja|te puede interesar|vea)"
            r" (?:también|também)\b.{0,160}",
            r"te puede interesar.{0,160}|(?:noticias|notícias|artículos|artigos) relacionad[oa]s|leggi anche\b.{0,160}",
            r"(?:articoli|notizie) correlat[ie]|potrebbe interessarti.{0,60}|(?:читайте|смотрите) также\b.{0,160}"
            r"|по теме|похожие (?:статьи"
            r"|новости)|(?:читайте|дивіться) також\b.{0,160}|за темою|схожі (?:статті|новини)|اقرأ"
            r" أيض[اً]{1,2}\b.{0,160}|أخبار ذات صلة"
            r"|مواضيع ذات صلة|相关(?:阅读|新闻|文章|报道)|相關(?:新聞|文章|報導)|延伸閱讀|推荐阅读|関連(?:記事"
            r"|ニュース)|あわせて読みたい"
            r"|관련 ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)",
        ),
    ),
    (
        "copyright",
        any_of(
            r"alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados",
            r"tutti i diritti (?:sono )?riservati|все права защищены|(?:усі|всі) права захищен[оі]|جميع الحقوق"
            r" محفوظة.{0,40}"
            r"|版权所有.{0,40}|版權所有.{0,40}|無断転載(?:を)?禁(?:止|じます).{0,20}|무단 ?전재.{0,40}|저작권자.{0,60}",
        ),
    ),
)
