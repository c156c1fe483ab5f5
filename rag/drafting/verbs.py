"""Past forms of verbs that news is told with, and what follows "did" in their place.

A table and not a rule alone: "-ed" also ends adjectives and reduced clauses ("a car based on"), and a question with the
wrong base form reads worse than none.
"""

from __future__ import annotations

from rag.drafting.words import listed

_REGULAR = listed(
    "accept accompany accuse achieve acquire add admit adopt advance agree allege allocate allow announce "
    "anticipate appear appoint approach approve arrest arrive ask assassinate assault assemble assess assign assume "
    "attach attack attempt attend attract auction authorise authorize avoid award back ban bar blame bless block "
    "bomb boost borrow brief bury call cancel capture carry cause celebrate chair challenge change charge chase "
    "choose claim clash clear climb close collapse collect collide combine commit compare complete concede conclude "
    "condemn conduct confirm congratulate consider construct consult contact contain contribute convert convict "
    "convince cooperate cover crash create criticise criticize cross cut damage debate debut decide declare decline "
    "decrease dedicate defeat defend delay delete deliver demand deny deploy describe design destroy detain detect "
    "develop devote die direct discover discuss dismiss dispatch display divide donate double draft drop earn edit "
    "elect eliminate emerge employ enact encounter end endorse engage enter equip escape establish estimate "
    "evacuate examine exceed exchange exclude execute expand expect experience expire explode expose express extend "
    "extract face fail favor file finance finish fire flood follow force found fuel fund gain gather grant "
    "guarantee guard guide halt handle happen head help hire honor honour host identify ignore impose impound "
    "imprison improve include increase indict inform inherit inject injure insist inspect inspire install interview "
    "introduce invade invent invest investigate invite isolate issue jail join jump kill land last launch lift "
    "limit live lower maintain manage manufacture march mark marry measure merge miss mourn move murder name "
    "negotiate nominate notify observe obtain occupy occur offer open operate oppose order organise organize oust "
    "overturn own paint part participate pass pause perform persuade photograph pick place plan plant play plead "
    "pledge post postpone pour praise predict prepare present pressure prevent produce prohibit project promise "
    "promote propose prosecute protest provide publish pull purchase pursue push question raise ratify reach "
    "rebuild recall receive recognise recognize recommend record recover recruit reduce refuse register regret "
    "reject release remain remove rename renew rent reopen repair repeal replace report represent request require "
    "rescue reserve resign respond restore restrict resume retain retire return reveal reverse review revoke rob "
    "roll ruin rule rush sack sail sanction save scan schedule score scrap search secure seize sentence separate "
    "serve settle share shell shift show sign slash smash soar solve spark sponsor spot stage start stop strike "
    "study submit substitute succeed sue suffer summon supply support surge surpass surrender surround survey "
    "survive suspend switch tackle target test threaten tighten top topple total touch tour track trade train "
    "transfer transform translate travel treat trigger triple try unite unveil update upgrade urge use vacate "
    "vaccinate veto violate visit volunteer vote vow waive walk want warn watch weaken welcome widen withhold "
    "witness work wound yield"
)
# Their last consonant is doubled, or -c becomes -ck.
_DOUBLED = (
    "admit ban bar commit drop plan ship shop skip slip stop submit transfer equip cancel travel refer permit trap"
)
_IRREGULAR = """
beat beat beaten|become became become|begin began begun|bring brought brought|build built built|buy bought bought
catch caught caught|choose chose chosen|come came come|cost cost cost|cut cut cut|draw drew drawn|drive drove driven
fall fell fallen|feel felt felt|fight fought fought|find found found|flee fled fled|fly flew flown
forgive forgave forgiven|get got gotten|give gave given|go went gone|grow grew grown|hear heard heard|hide hid hidden
hit hit hit|hold held held|keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent
lose lost lost|make made made|meet met met|overthrow overthrew overthrown|pay paid paid|plead pleaded pleaded
put put put|quit quit quit|rise rose risen|run ran run|see saw seen|seek sought sought|sell sold sold|set set set
send sent sent|shoot shot shot|shut shut shut|shrink shrank shrunk|sink sank sunk|speak spoke spoken|spend spent spent
stand stood stood|steal stole stolen|strike struck struck|sweep swept swept|take took taken|teach taught taught
tell told told|throw threw thrown|undergo underwent undergone|win won won|withdraw withdrew withdrawn
withhold withheld withheld|write wrote written|overtake overtook overtaken|spread spread spread|tear tore torn
uphold upheld upheld|rebuild rebuilt rebuilt|understand understood understood|wear wore worn
"""


def _past(base: str) -> str:
    if base in _DOUBLED.split():
        return base + base[-1] + "ed"
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ied"
    return base + "ed"


_TRIPLES = [tuple(triple.split()) for line in _IRREGULAR.strip().splitlines() for triple in line.split("|")]
_WITH_OTHER_PAST = {base for base, _, _ in _TRIPLES}
BASE_OF_PAST = {_past(base): base for base in _REGULAR if base not in _WITH_OTHER_PAST}
BASE_OF_PAST |= {past: base for base, past, _ in _TRIPLES if past != "found"} | {"found": "find", "travelled": "travel"}
BASE_OF_PARTICIPLE = {_past(base): base for base in _REGULAR if base not in _WITH_OTHER_PAST}
BASE_OF_PARTICIPLE |= {participle: base for base, _, participle in _TRIPLES} | {"got": "get", "founded": "found"}
BASES = frozenset(BASE_OF_PAST.values())
# "were killed" is said of these; "were expected" and "were said" are not things that happened.
_NOT_PASSIVE = "expect appear ask want plan schedule project predict anticipate force allow require link tell know see"
PASSIVES = frozenset(word for word, base in BASE_OF_PARTICIPLE.items() if base not in _NOT_PASSIVE.split())
# They need no object.
INTRANSITIVE = listed(
    "die resign open begin close arrive collapse crash end expire explode land launch retire surrender quit"
)
# Those whose object is money, with how it is asked for.
PAYING = listed("pay spend invest donate raise earn lose offer pledge contribute owe borrow cost commit")
RECEIVING = listed("receive give provide allocate approve collect award send seek grant")
# Those that are told with a size of change.
CHANGING = listed("rise fall increase decrease drop decline jump climb surge soar grow shrink")
# Those that make or do one thing, of which may be asked "what did they …?".
DOING = listed(
    "acquire announce approve ban buy cancel discover establish invent launch purchase sell sign unveil win write "
    "publish release introduce propose reject pass deploy veto repeal adopt propose donate deliver open close send "
    "impose declare overturn block suspend lift build host create develop file"
)
SPEAKING = listed("said told added announced warned")
