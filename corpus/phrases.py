"""The small list of phrases by which pages speak for themselves: buttons, notices, appeals.

Every pattern is matched against a folded line (see `corpus.furniture.fold`): lower case, straight quotes, no bullet, no
end punctuation. A label must be the whole line. An appeal must open a sentence that no one is quoted as saying.
"""

from __future__ import annotations

import re

_THING = r"(?:article|story|post|page|content|item|news|video|link)"
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|youtube|tiktok|telegram|whatsapp"
    r"|linkedin|threads|bluesky|mastodon|google news|social media)"
)


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return the pattern that one of `patterns` matches."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


# Whole lines, by what they are.
LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "advertisement",
        any_of(
            r"(?:\W*\d?\W*)advert(?:isement|ising|s)?s?(?: \d+)?(?:\W+scroll to continue(?: reading)?)?",
            rf"(?:{_THING} )?continues?(?: (?:below|after)(?: (?:the|this))?(?: [a-z]+){{0,2}})?",
            r"scroll (?:down )?(?:to|for) .{3,30}|continue reading.{0,40}|skip (?:to|past|ad|adv).{0,40}",
            r"(?:sponsored|promoted|paid|partner)(?: (?:content|post|by|links?|stories|message).{0,40})?",
            r"this advert(?:isement)? has not loaded yet.{0,80}|remove ads|why this ad|ad|ads by .{2,30}"
            r"|about our ads",
        ),
    ),
    (
        "navigation",
        any_of(
            r"(?:back to|return to|go to|scroll to) (?:the )?(?:top|home ?page|main page)(?: button)?"
            r"|home ?page|home|menu|top|footer|header",
            r"(?:skip|jump) to .{3,40}|(?:toggle|open|close|show|hide|expand) (?:the )?(?:main )?(?:navigation"
            r"|menu|search|sidebar|modal|dialog|side ?bar)",
            r"(?:main |site |primary )?(?:navigation|sections?|sitemap|site map|site index)",
            rf"(?:next|previous|prev|older|newer)(?: {_THING}s?)?|(?:load|show|see|view|read|learn"
            rf"|find out)(?: more| all| less)+|more|expand|close|open",
            r"log ?in|log ?out|sign ?in|sign ?up|register(?: now)?|create (?:an )?account|my account"
            r"|subscribe(?: now| today| here)?|subscribers? only|donate(?: now| today)?|join us|e-?paper",
            r"search(?: for| this site| the site)?|search \.\.\.|submit|send|go|cancel"
            r"|enter (?:your )?(?:e-?mail|keyword)(?: address)?|(?:your )?e-?mail(?: address)?|your name",
            r"(?:log ?in|sign ?in) ?[/|] ?(?:register|sign ?up|join)|password|quick links|email me|e-?mail sign ?up"
            r"|ad ?choices"
            r"|accept (?:&|and) close|newsletter sign[ -]?up|view all(?: \(?\d+\)?)?|have your say.{0,30}|our"
            r" network|(?:i(?:pad|phone)"
            r"|android|mobile) app|word ?count: \d+|(?:\d[\d.,]*[km]?)? ?(?:followers|subscribers|fans) ?(?:follow"
            r"|subscribe|like)?",
            r"(?:newsletters?|podcasts?|rss(?: feeds?)?|e-?mail alerts?|push notifications)",
            r"about(?: us)?|contact(?: us)?|careers|jobs|help(?: cent(?:er|re))?|faqs?|imprint|impressum"
            r"|advertise(?: with us)?|accessibility(?: (?:statement|help))?|reader interactions|feedback",
            r"(?:privacy|cookies?|editorial|corrections?|ethics|comments?) (?:policy|notice|settings"
            r"|preferences|guidelines|statement)|terms(?: (?:of (?:use|service)|(?:and|&) conditions))?"
            r"|our standards.{0,80}",
            r"terms\W+(?:and |& )?privacy(?: \w+)?|(?:your |more info about your )?privacy (?:choices|dashboard"
            r"|cent(?:er|re)|rights|controls)|do not sell .{2,60}|send any friend a story|end",
            rf"print(?: this)?(?: {_THING})?|save(?: for later| {_THING})?|saved|read later|bookmark(?: this)?"
            rf"|copy link|copied|text size|font size|a{{1,3}}[-+]?(?: a[-+]?){{1,3}}|gift (?:this )?{_THING}",
            r"(?:report|suggest|submit|request) an? (?:error|typo|correction|problem|mistake)"
            r"|reuse this content|(?:acquire|purchase) licensing rights|reprints?(?: (?:&|and) permissions)?"
            r"|republish(?: this.{0,20})?",
            r"(?:all rights reserved|why you can trust .{2,40}|opens (?:in )?(?:a )?new (?:tab|window)"
            r"|end of list|top stories|watch live|live tv|breaking news)",
            r"(?:list|item|slide|page|image|photo|story) (?:\d+ )?of \d+(?: items?| images?| photos?)?"
            r"|\d+ ?(?:of|/) ?\d+|page \d+",
        ),
    ),
    (
        "cookie notice",
        any_of(
            r"(?:accept|allow|reject|decline|refuse|manage|customi[sz]e)(?: all)?(?: (?:cookies|preferences"
            r"|settings|options|choices|consent))?|(?:i )?agree|got it|ok(?:ay)?|cookies",
        ),
    ),
    (
        "comments",
        any_of(
            r"(?:(?:view|show|see|read|hide|load|add|leave|post|write|join|start"
            r"|be the first to)(?: in)? ?)?(?:the |all |a |your |our )?(?:\(?\d[\d,.]*\)? )?(?:comments?|reply"
            r"|replies|conversation|discussion)(?: section)?(?: \(?\d[\d,.]*\)?)?(?: (?:are |is )?(?:closed|off"
            r"|disabled))?",
            r"your e-?mail address will not be published.{0,60}|required fields.{0,30}|cancel reply"
            r"|(?:please )?(?:log|sign) ?in to .{3,60}",
            r"comments (?:are (?:moderated|subject|welcome|reviewed|the)|have to|must|should|that|will be"
            r"|may be) .{3,200}|no comments(?: yet)?|post (?:a )?comment",
        ),
    ),
    (
        "share buttons",
        any_of(
            rf"(?:share|tweet|pin|e-?mail|send|forward|like)(?: (?:this|it|the))?(?: {_THING})?(?: (?:on|via|by"
            rf"|with|to) .{{2,40}})?",
            r"this (?:story|article|post) has been shared .{3,40}|share your thoughts.{0,30}|click to (?:e-?mail"
            r"|print|share).{0,60}",
            r"\d[\d.,]* ?[km]? (?:shares?|views?|likes?|comments?|retweets?|reads?|reactions?)|share options"
            r"|follow(?: us| topics?)?|following|click to share.{0,40}|view (?:this post |tweet )?on (?:twitter"
            r"|x|instagram|facebook)|a post shared by .{2,60}",
        ),
    ),
    (
        "media player",
        any_of(
            r"(?:play|watch|pause|stop|replay|mute|unmute|listen)(?: (?:now|live|again|(?:the |this )?(?:video"
            r"|audio|article|story|clip|episode)))?|listen to (?:this|the) (?:article|story|episode"
            r"|post)(?: .{0,20})?",
            r"(?:video|audio|media) ?(?:player|content|ad feedback|duration|source|unavailable"
            r"|playback).{0,300}|now playing.{0,60}|loading(?: .{0,30})?|full ?screen|autoplay"
            r"|current time.{0,30}|just watched.{0,300}|(?:video|audio) ?\d+:\d\d.{0,20}",
            r"this (?:video|audio|content|browser) (?:can ?not|cannot|can't|is not|isn't|is unavailable"
            r"|does not|could not).{0,100}|to (?:play|view|watch|see|hear) this .{0,100}(?:javascript|browser"
            r"|cookies)",
            r"(?:please )?(?:enable|turn on|activate) javascript.{0,80}|your browser .{3,100}"
            r"|javascript (?:is )?(?:required|disabled).{0,60}",
        ),
    ),
    (
        "error message",
        any_of(
            r"oops.{0,20}|(?:sorry\W+)?something (?:went|has gone) wrong(?:\W+please .{0,40})?"
            r"|(?:please )?try again(?: later| in .{2,20})?|an? (?:unknown "
            r"|unexpected )?error (?:has )?occurred.{0,60}",
            r"you have success?fully subscribed.{0,20}|(?:your )?password has (?:successfully )?been .{3,60}"
            r"|thank(?:s| you) for"
            r" (?:contacting|registering|subscribing|signing).{0,100}|(?:we(?:'ve| have) sent|an) e-?mail (?:with"
            r"|to|has).{5,120}"
            r"|\{\*.{0,200}\*\}|\{\{.{0,200}\}\}",
            r"(?:error )?\d{3} (?:error|not found|forbidden)|page not found|(?:failed|unable) to load.{0,40}"
            r"|(?:please )?(?:refresh|reload) (?:the|this) page.{0,80}|thanks for (?:signing up"
            r"|subscribing).{0,30}|invalid e-?mail.{0,20}",
        ),
    ),
    (
        "disclaimer",
        any_of(
            r"(?:the )?(?:views|opinions)(?: and opinions)? expressed (?:in this|here|are"
            r"|by the author).{0,200}|this (?:article|story) is more than .{1,12} old",
            r"(?:the )?(?:material|content|information) (?:on|in) this (?:web ?)?(?:site|page).{0,20} (?:may|can)"
            r" ?not be .{5,200}"
            r"|(?:registration on|use of)(?: or use of)? this (?:web ?)?site .{5,200}|quotes (?:are )?delayed .{5,300}",
            r"(?:.{2,40}\W+)?from (?:staff|news services|.{2,30}) and wire (?:reports|services)|(?:staff"
            r"|news) and wire reports|special (?:to|for) (?:the )?[a-z' ]{3,40}",
        ),
    ),
    (
        "widget",
        any_of(
            r"(?:was|is|did you find) this (?:article|page|story|content) (?:helpful|useful)\?*|rate this \w+"
            r"|thanks for your feedback|select (?:your |a )?(?:language|region|edition)|(?:dark|light|night) mode",
            r"\d+ of \d+ seconds.{0,30}|press shift question mark .{5,80}|(?:show|close) (?:more|extra) sharing options"
            r"|(?:end|skip to end|start) of carousel|like loading\W*|type your e-?mail|(?:ad|page) feedback"
            r"|(?:already|don't|do not) have an account\W.{0,30}|advert(?:isement)?\W+story continues.{0,20}",
        ),
    ),
    (
        "caption button",
        any_of(
            r"(?:hide|toggle|show) caption.{0,40}|enlarge(?: this)? image|(?:view|open) (?:gallery|image"
            r"|photos).{0,30}"
        ),
    ),
)

# Whole lines that open a list of other articles.
OPENERS = any_of(
    rf"(?:related|recommended|suggested|featured|popular|trending|latest|top|other|breaking|local"
    rf"|must[- ]?read)(?: \w+)? (?:{_THING}s?|stories|topics?|posts|content|coverage|links?|reading|reads"
    rf"|headlines|videos|news|searches|tags)(?: (?:for you|today|now|this week))?",
    r"related|recommended(?: for you)?|trending(?: now)?|most (?:read|viewed|popular|shared|commented|watched"
    r"|recent)(?: .{1,20})?|must[- ]reads?|editor'?s'? (?:picks?|choice)|latest",
    r"more (?:on this.{0,20}|on|must-reads.{0,20}|from .{1,40}|stories.{0,20}|news.{0,20}|like this|in .{1,30}"
    r"|to (?:read|explore)|headlines|coverage|top stories|\w+ (?:news|stories|headlines))",
    r"(?:you|readers) (?:may|might|will|also|could)(?: (?:also|have|be))? (?:like|liked|love|enjoy|missed"
    r"|interested in|read)(?: .{1,20})?|what to read next|read (?:this )?next|next up"
    r"|(?:what )?others? (?:are )?read(?:ing)?|people also (?:read|like)",
    r"(?:read|see) (?:also|more)|also (?:read|see|in .{2,30}|on .{2,30})|further reading|keep reading"
    r"|don't miss(?: (?:it|this|out))?|in case you missed it|icymi|around the web|from (?:the web|our partners?"
    r"|our network)|elsewhere(?: on .{2,30})?",
    r"(?:list|item) (?:\d+ )?of \d+(?: items?)?|story timeline|tags?|topics?|filed under|explore more.{0,30}"
    r"|similar (?:articles|stories|posts|news)",
)

# Before a colon or bar: what follows is a link to another page.
PROMOTION = re.compile(
    r"(?:also read|read also|also see|see also|also watch|see more(?: on)?|read more(?: (?:on|about|from) .{1,40})?"
    r"|read next|read|more(?: (?:on|from|in) .{1,40})?|related(?: \w+)?|recommended(?: \w+)?"
    r"|don't miss|in case you missed it|icymi|must[- ]read|further reading|photos?|photo gallery|gallery"
    r"|in pictures|pictures|podcasts?|video|watch(?: live| now| more)?|listen(?: now)?|live updates?|full coverage"
    r"|(?:just |exclusive )?for subscribers|subscribers? only|newsletter|tags?|tagged(?: with)?|topics?"
    r"|filed under|categor(?:y|ies)|keywords|share(?: this)?|follow(?: us)?|published in|posted in)\s*[:|]"
)
# The same without a colon, where nothing but a headline follows.
BARE_PROMOTION = re.compile(r"(?:also read|read also|read more|see also|click here|tap here|continue reading)\b")

# Opens a sentence in which a page speaks to its reader.
APPEAL = any_of(
    r"(?:please )?(?:sign up|subscribe|join|register)\b(?=.{0,160}\b(?:newsletters?|inbox|here|today|now|free"
    r"|our|us|alerts?|app|channel|digest|briefing|unlimited|for \$\d))",
    r"(?:get|receive|have|want|like|enjoy)\b.{0,120}\b(?:(?:in|to|into) your (?:inbox|phone|e-?mail)|newsletter"
    r"|delivered to you)",
    rf"(?:please )?(?:follow|like|join|find|add|watch|contact|reach|connect with)\b.{{1,60}} (?:on|at"
    rf"|via) (?:our )?(?:{_NETWORK}\b|@)",
    r"(?:please )?(?:download|install|get|try) (?:our|the) .{0,40}\bapp\b|(?:click|tap|swipe) (?:here|below"
    r"|on the|the link)",
    r"(?:please )?consider (?:supporting|donating(?! (?:it|them|blood|your))|becoming|making|subscribing"
    r"|joining|contributing|a (?:donation|gift|contribution|subscription))",
    r"(?:please )?(?:support|help|fund|back)(?: us| our| independent| local| quality| public| free| trusted"
    r"| this)+\b.{0,60}(?:journalis|report|newsroom|news\b|work|keep|continue|today|subscri|donat)",
    r"(?:please )?(?:donate|give|contribute)(?: (?:now|today|here|\$\d+))|become an? (?:\w+ ){0,2}(?:member"
    r"|subscriber|supporter|patron|friend)\b|make an? (?:\w+ )?(?:donation|gift|contribution)\b",
    r"(?:your|readers'?) (?:support|donations?|contributions?|gifts?|subscriptions?|memberships?) (?:help|make"
    r"|keep|allow|mean|enable|fund|pay|is|are|will)",
    r"(?:thank you|thanks) for (?:supporting|reading|subscribing|signing|being a|your support)",
    r"(?:if|did) you (?:found|find|like|liked|enjoy|enjoyed|value|appreciate|believe in)\b.{0,60}\b(?:article"
    r"|story|journalism|reporting|work|read|what we do|post)\b",
    r"(?:this|our|all) (?:\w+[ -]){0,2}(?:story|article|stories|reporting|journalism|work|newsroom|coverage"
    r"|content) (?:is|are|was|were|remains?) (?:\w+ ){0,2}?(?:free to read|free for|made possible"
    r"|produced with the help|supported (?:in part )?by|funded by|for subscribers|only available"
    r"|available (?:only|exclusively)|exclusive|reserved)",
    r"don't miss (?:a|an|any|out|the) .{0,80}|never miss (?:a|an|out) .{0,60}",
    r"(?:stay|keep) (?:up[- ]to[- ]date|informed"
    r"|connected|ahead)\b.{0,100}(?:newsletter|subscribe|sign|follow|inbox|app|our|us)",
    r"(?:do you )?(?:have|got) (?:an? )?(?:news |confidential |story )?(?:tip|story|question"
    r"|information)s?\b.{0,60}(?:\?|e-?mail|contact|us|share|send)|have you .{3,100}\? (?:get in touch|tell us"
    r"|share|e-?mail|contact)",
    r"(?:please )?(?:get in touch|contact us|write to us|tell us|let us know|send us|e-?mail (?:us|him|her|them"
    r"|\S+@)|(?:contact|reach|e-?mail) .{2,60} (?:at|on|via) \S*[@\d]|.{2,60} can be reached (?:at|on|via) \S*[@\d])",
    r"(?:already|not(?: yet)?) an? (?:\w+ )?(?:subscriber|member|registered user)|(?:access|read|get"
    r"|enjoy) (?:\d+|unlimited) (?:free )?(?:articles?|stories|access)|you(?:'ve"
    r"| have) (?:\w+ )?\d+ .{0,20}articles? |start your (?:free )?(?:trial|subscription)|unlock (?:this"
    r"|unlimited|full)",
    r"to (?:continue|keep) reading|to read (?:this|the) (?:full|whole|rest|article|story)|(?:log|sign) in (?:or"
    r"|to) |create (?:a|your) free account|you can (?:unsubscribe|opt out|withdraw|follow (?:him|her|them|us"
    r"|me)|reach (?:him|her|them|us|me))|unsubscribe (?:at )?any",
    r"(?:.{0,120}quality journalism\b|discover more from |write to .{2,40} at \S+@"
    r"|read the full (?:story|article) (?:here|on|at)"
    r"|for more (?:on|information)\b.{0,60}(?:visit our|click|our (?:website|site))|note from the author).{0,120}",
    r"by (?:subscribing|donating|becoming)\b.{0,60}\b(?:you|help)\b|as a subscriber\b.{0,80}"
    r"|would you like to (?:receive|get|hear)\b|if you (?:wish|want|would like"
    r"|no longer wish) to .{0,40}(?:your data|unsubscribe|opt out)|take .{2,30} quiz\b",
    r"by (?:signing|giving|clicking|submitting|subscribing|registering|continuing|entering|using|closing|providing"
    r"|browsing|checking)\b.{0,100}\byou\b.{0,20}\b(?:agree|consent|accept|confirm|acknowledge|will|are opting)",
    r"please (?:enable|turn off|disable|refresh|reload|update|try again|check your|whitelist|click|read our"
    r"|note that comments)|you are (?:using an (?:old|outdated)|currently offline)|enter your e-?mail",
    r"we(?:'ve| have|'re| are|'d| will| may)?(?: and our (?:\d+ )?(?:\w+ )?partners)? (?:\w+ )?(?:us(?:e|ing)"
    r"|stor(?:e|ing)|process|value|care about|need|would like)\b.{0,80}\b(?:cookies|privacy|personal data"
    r"|the (?:details|information) you|tracking|your consent|your data|your permission)",
    r"this (?:web ?)?(?:site|page) (?:uses|is protected|requires|contains affiliate)|(?:our"
    r"|the) (?:web ?)?site uses cookies|prices were accurate (?:at|when)",
    r".{0,120}\b(?:we may (?:earn|receive|get)\b.{0,40}\bcommission|may earn (?:us|a|an) .{0,30}commission)",
    r"(?:for|to) .{3,80}, (?:subscribe|sign up|follow us|download|join|click)\b|subscribe (?:to|for) .{1,60}"
    r"|.{0,200}\b(?:subscribe (?:now|today|here)|sign up (?:now|today|here|for free))\b",
)
# A page about itself: "we", and journalism or its reader.
PUBLISHER_SPEAKS = re.compile(
    r"\bwe(?:'ve|'re| have| are| rely| depend| bring| need| believe| work| spent| strive"
    r"|\b).{0,120}\b(?:bring(?:ing)? you|journalism|our (?:reporting|readers|newsroom)|ad ?blocker"
    r"|readers like you|independent news)\b"
)
ADDRESSES_READER = re.compile(r"\b(?:you|your|our|us|we|here|newsletter|subscri\w+|inbox|free|e-?mail)\b")
REPORTED = re.compile(
    r"\b(?:said|says|told|tells|added|according to|announced|reported|suggests?|suggested|wrote|warned|advises?"
    r"|advised|urged|asked)\b"
)
