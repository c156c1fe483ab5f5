"""The standing texts of pages: notices of law and of method, player errors, counts, what a form says back.

As in `corpus.phrases`, every pattern is matched against a folded line: lower case, straight quotes, no bullet in front
and no stop at the end. `LINES` must be the whole line; `INSIDE` may stand anywhere in it, where no one is quoted.
"""

from __future__ import annotations

import re

from corpus.phrases import any_of

_COUNTED = (
    r"(?:release|modified|published|publication|posted|updated) date|release (?:number|no)|(?:reading|listening) time"
    r"|listen duration|duration|word count|views?|votes?"
)

LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "media player",
        any_of(
            r"no (?:media|compatible) source .{5,60}|<(?:iframe|script|div|img|embed)\b.{0,600}"
            r"|swipe to scroll.{0,20}|.{3,200}\b(?:hide|toggle) caption",
            r"produced by .{2,60}\busing ai narration\b.{0,80}|listen to more stories on .{2,40}|(?:tap"
            r"|click) to view (?:gallery|photos)",
            r"to (?:play|view|watch|see|hear|display) this .{0,120}(?:javascript|browser|cookies|advert"
            r"|tracking).{0,200}",
            r"(?:error\W+)?this video (?:is )?(?:not |un)available.{0,60}|one of your browser extensions .{5,160}",
            r"this is a modal window|no compatible source .{5,60}|watch on (?:youtube|facebook|x|instagram)"
            r"|add to (?:playlist|queue)|(?:an )?external content|getting the conversation ready|embedded content"
            r"|voice is ai[- ]generated.{0,60}",
        ),
    ),
    (
        "error message",
        any_of(
            r"the (?:code|url|link) has been copied .{3,60}|you are replying to\W*|you must be (?:logged"
            r"|signed) in to .{3,80}",
            r"oops\W.{0,90}|(?:we|sorry\W+we) (?:are|were) unable to process .{5,60}|please try another search"
            r"|sorry, the .{3,40} you (?:searched|are looking) for .{3,80}|multiple .{3,30} were found.{0,80}",
            r"thank(?:s| you) for (?:your (?:report|feedback|patience|submission)|donating|visiting)\b.{0,200}",
        ),
    ),
    (
        "navigation",
        any_of(
            r"author(?:s| of the article)?|multiple authors|publish(?:ed)? date|short link|search keywords"
            r"|other ways to share|more info",
            r"(?:#\w+\s*){1,8}|-?30-?|photo details\W.{0,60}|source reference\W.{5,300}|primary source|disclosures?"
            r"|on a similar note",
            r"\(?\d{3}\)? \d{3}-\d{4}|images?|links?|videos?|audio|photos|quick read|players mentioned|key events"
            r"|about the authors?|reply to|name - reply comment|for more information|other languages: \d+"
            r"|verified .{3,30} badge|arrow pointing \w+|house rules"
            r"|in this article|social links for .{3,40}|advertisement block|source .{2,60}, (?:inc|ltd|llc|corp|plc)",
            r"(?:link )?copied(?: to clipboard)?|print[- ]friendly(?: version)?|download(?: pdf)?"
            r"|(?:\(?click|tap) (?:on )?(?:the )?(?:image|photo|picture)s? to (?:enlarge|zoom|expand).{0,10}"
            r"|manage cookie settings|show new updates|table of contents|advert(?:isement)? ?(?:block|hide ad)",
            r"home(?: ?[/>›»|] ?[^/>›»|]{2,120}){1,6}|[^>.!?]{2,40}(?: > [^>.!?]{2,60}){2,6}",
            r"← .{3,160}|.{3,160} →|(?:previous|next|older|newer)(?: post| article| story)?: .{3,120}",
            r"this entry was (?:posted|filed) .{3,300}|(?:\.|,)?\s?bookmark the permalink|tags? ?/ ?keywords",
        ),
    ),
    (
        "timestamp",
        any_of(
            r"(?:from|in) the (?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|spring|summer|autumn|fall"
            r"|winter)\W{0,3}\d{0,2}\W{0,2}\d{4} issue\b.{0,120}",
            r"(?:[\w.]{2,12} )?markets (?:close|open) in \d.{0,40}|published\W.{4,30}\bmodified\W.{4,160}"
            r"|\d[\d.,]*k? total shares",
            rf"(?:{_COUNTED})\W{{0,3}}(?:\d|[a-z]{{3,9}},? [a-z]{{3,9}}\.? \d|[a-z]{{3,9}}\.? \d).{{0,40}}"
            rf"|\d+ of \d+ (?:photos|images|pictures)|\d[\d.]* (?:stars? )?from \d[\d,]* (?:votes?|ratings?|reviews?)",
            r"(?:this (?:content|article|story|page) (?:was|is) (?:last )?(?:published|updated|posted|from|modified)"
            r"|last (?:medically |clinically )?(?:reviewed|updated|modified|checked))(?: on| by| from)?\b.{0,60}",
            r"published by .{2,60} on (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d.{0,20}",
        ),
    ),
    (
        "method note",
        any_of(
            r"(?:attn|embargoed|updates?|corrects?)\W{1,3}(?:updates?|adds?|recasts?|corrects?|changes?"
            r"|with) .{3,160}|this article was written by .{3,100}",
            r"(?:representat(?:ive|ional)|illustrat(?:ive|ion)|symbolic|file) (?:image|photo|picture|use only)s?"
            r"|an? (?:photo|picture|photograph|image) of an? (?!.*\b(?:is|was|were|are|has|had|shows?|showed|went"
            r"|appeared|circulat\w+|taken|emerged|sparked|became)\b).{5,100}",
            r"if your time is short|see the sources for this fact-?check",
            r"(?:medically |scientifically )?(?:fact|expert)[- ](?:checked|reviewed)(?: by .{2,60})?"
            r"|peer-reviewed publication"
            r"|trusted source|proofread|how we (?:reviewed|rate|test|review|choose)\b.{0,60}|here's our process",
            r"this (?:article|story|content) has been reviewed .{3,300}|journal information: .{2,120}"
            r"|more information: .{5,400}(?:\bdoi\b|\(\d{4}\)).{0,120}|citation: .{10,400}\bretrieved\b.{0,200}"
            r"|provided by .{3,80}",
            r".{2,60}(?:has|have) strict sourcing guidelines\b.{0,400}|(?:did|do) (?:our|you) .{3,40}(?:summary help"
            r"|like the content.{0,30})",
            r"(?:summary|translation|article|content) (?:is|was) (?:ai|machine)[- ](?:generated|translated)\b.{0,80}"
            r"|.{0,60}\bis in beta\b.{0,20}\btranslations?\b.{0,80}|found (?:a|an) (?:mistake|error|typo).{0,40}"
            r"|report it to us|(?:was|is) this(?: page| answer| information)? (?:helpful|useful).{0,10}",
        ),
    ),
    (
        "promotion",
        any_of(
            r"after newsletter promotion|recommended from editorial|share this article in your social network"
            r"|your opinion matters|deal of the day|pin this .{3,30} for later",
            r"stay (?:updated|informed|a step ahead|ahead|tuned|connected)\b.{0,80}\b(?:news|updates?|app"
            r"|newsletters?|headlines)|track (?:the )?latest .{3,120}",
            r"(?:watch|listen to) more .{3,40} on .{2,30}|listen (?:on|to us on) (?:spotify|apple).{2,200}|(?:stream"
            r"|watch) more .{3,60} on demand.{0,200}",
            r"for .{3,60}\b(?:news|analysis|coverage|updates?)\b.{0,30}, (?:go to|visit|see|head to"
            r"|check out) .{2,60}|advertisement\W{1,4}continue reading below",
            r"see (?:the )?recipe card .{3,120}|what's moving .{5,400}|read (?:the latest|high[- ]quality) .{3,160}",
            r"sign up (?:to|for) (?:the |our )?[^.]{2,50}|get the latest .{2,60}(?:on whatsapp|news|updates"
            r"|alerts).{0,20}"
            r"|(?:see all|view all|browse|all) newsletters?|[^.]{2,40} newsletter",
            r"[$£€]\d[\d,.]* (?:at|from) [\w&' ]{2,30}|(?:see|view|check|shop) (?:the )?(?:deals?"
            r"|price)s?(?: at .{2,30})?",
            r"popular on .{2,30}|more top reads.{0,40}|trending \w+ picks|read the top \d+",
            r"(?:new)? ?you can now (?:listen to|read|watch) .{3,60}|want all of .{2,40}\? subscribe"
            r"|share or comment on this (?:article|story)\b.{0,200}|want your .{3,40} news featured .{3,40}",
            r"start your .{0,40}(?:trial|subscription)|(?:media |press )?contacts?: .{3,120}(?:\d{3}[- ]\d{4}|@).{0,60}"
            r"|sponsored content\W.{3,120}|(?:found this interesting|like what you.{3,20})\W.{0,60}",
            r"see the \d+ .{3,30}»?|add .{2,40} as (?:a|your) preferred source.{0,20}",
        ),
    ),
)

INSIDE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "legal notice",
        any_of(
            r"\b(?:contains?|include) affiliate links\b|\bare from our (?:advertising )?partners\b"
            r"|^quotes are not sourced\b|\bcontain investment advice\b|\bimported (?:onto this page"
            r"|from)\b.{0,120}\bthis page\b|^this content is (?:created and maintained|imported)\b",
            r"\b(?:this (?:story|article|report|copy)) has not been edited by\b|\bas part of (?:meta"
            r"|facebook)'s efforts to combat\b",
            r"\b(?:protected by|this site uses) recaptcha\b",
            # Articles about such policies speak of "the privacy policy" too; pages say that you agree to theirs.
            r"^(?:by|i|you|your|we|our|this (?:site|page|form|website)|please|for|see|read|view|newsletters?|google"
            r"|privacy)\b.{0,200}\b(?:agree|agreed"
            r"|consent|accept|acknowledge|accordance|subject|see|view|read|visit)\b.{0,80}\b(?:privacy (?:policy|notice"
            r"|collection statement)|terms (?:of (?:use|service)|and conditions))\b",
            r"^(?:our |the )?(?:google )?(?:privacy (?:policy|notice|collection statement)|terms of (?:use"
            r"|service))\b.{0,120}"
            r"\b(?:apply|applies|(?:has|have) been updated)\b|^please note that our privacy policy\b",
            r"^(?:this|the) (?:document|material|article|content|report|publication|text)\b.{0,60}\bcopyright\b"
            r"|\bmay not be (?:reproduced|republished|redistributed|copied)\b.{0,80}\b(?:permission|consent)\b"
            r"|\b(?:use|citing|reproduction|republication) .{0,60}\bmaterials?\b.{0,100}\b(?:prohibited|consent"
            r"|permission"
            r"|mandatory|required)\b",
            r"^riproduzione riservata$|\blicen[sc]ed under (?:a )?creative commons\b",
            r"\b(?:views|opinions)\b.{0,80}\b(?:are (?:personal|solely|entirely|(?:their|his|her|the author's) own"
            r"|those of the author)|do(?:es)? not (?:necessarily )?(?:reflect|represent))\b",
            r"\b(?:has|have) (?:no )?positions? in (?:any of )?(?:the )?(?:stocks?|shares"
            r"|companies)\b.{0,60}\bmentioned\b"
            r"|\bhas a disclosure policy\b",
        ),
    ),
    (
        "appeal",
        any_of(
            r"\(opens in (?:a )?new window\)|^you can save this article by\b|\bcivil forum for (?:discussion"
            r"|comment)\b|\bexclusive articles (?:by|from) .{3,60}\band (?:our|others)\b"
            r"|\bunlimited (?:online )?access to .{3,80}\b(?:one account|news sites)\b",
            r"^do you have an opinion on (?:the issues|this)\b|\bspend hours (?:analy[sz]ing|testing"
            r"|researching)\b.{0,80}\bproducts\b|^share your (?:experiences|thoughts|story"
            r"|views)\b.{0,160}\b(?:we're here|with us|to listen|us)\b|^support (?:student|local"
            r"|independent) journalism\b",
            r"^(?:our only agenda|we live in a world where facts)\b|\bwe need your (?:help|support)$"
            r"|^support for this (?:project|story|reporting|series) (?:was|is|comes)\b",
            r"\b(?:delivered|sent|straight|right) (?:straight |directly |right )?(?:to|into) your (?:inbox|door"
            r"|phone)\b",
            r"\b(?:tax[- ]deductible|monthly|one-time) (?:gift|donation|contribution)s? (?:can|helps?|will|makes?"
            r"|goes)\b",
            r"\bwe (?:are (?:\d+ ?% |fully |entirely )?(?:reader|listener|member)[- ](?:funded|supported)"
            r"|have no (?:paywall|advertis|corporate))|\bad[- ]?block(?:er|ing)?\b.{0,80}\b(?:you|your|us|our)\b"
            r"|\bsoftware (?:that|which) blocks ads\b",
            r"\bfollow (?:us\b|@\w|.{2,50}(?:'s|on) (?:google news|whatsapp|telegram|facebook|instagram|x)\b)"
            r"|\bunlimited (?:digital |free )?access\b.{0,80}\b(?:you|your|our|website|premium)\b",
            r"\bcomments?\b.{0,160}\b(?:moderat(?:ed|ion|ors)|on-topic|abusive|libell?ous)\b"
            r"|^please understand that comments\b"
            r"|\bcomments on the top stories\b",
            r"^as an independent .{0,20}(?:non-?profit|newsroom|publication)\b|\b(?:grammatical|factual"
            r"|spelling) errors?"
            r" .{0,60}\b(?:let us know|form|report)\b|\bfind out what's happening in\b",
            r"\bleave a (?:star )?(?:rating|comment|review)\b.{0,100}\b(?:below|tag)\b",
        ),
    ),
    (
        "print note",
        any_of(
            r"^(?:a |an )?(?:\w+ )?(?:version|edition) of this (?:article|story|column|essay|piece)\b.{0,200}\bprint\b",
            r"^this (?:article|story|post|piece|column|essay|interview|report|news|content) (?:was |has "
            r"|is )?(?:been )?"
            r"(?:first |originally |also )*(?:appeared|published|produced with|made possible|supported by|translated"
            r"|part of|a part of|adapted|archived|reprinted|republished)\b",
            r"^this is an? archived (?:article|story|page)\b",
        ),
    ),
)
