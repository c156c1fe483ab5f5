"""English verbs: which words are one, and their forms."""

from __future__ import annotations

from rag.followups.words import listed

# Lemma, past and participle of those that are not regular.
_IRREGULAR = (
    "be was been|become became become|begin began begun|bind bound bound|blow blew blown|break broke broken|"
    "bring brought brought|build built built|buy bought bought|cast cast cast|catch caught caught|choose chose chosen|"
    "come came come|cost cost cost|cut cut cut|deal dealt dealt|do did done|draw drew drawn|drink drank drunk|"
    "drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought|"
    "find found found|fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|"
    "get got got|give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard|"
    "hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept|know knew known|lay laid laid|"
    "lead led led|leave left left|lend lent lent|let let let|lie lay lain|lose lost lost|make made made|"
    "mean meant meant|meet met met|pay paid paid|put put put|read read read|ride rode ridden|ring rang rung|"
    "rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold|send sent sent|"
    "set set set|shake shook shaken|shoot shot shot|show showed shown|shut shut shut|sing sang sung|sink sank sunk|"
    "sit sat sat|sleep slept slept|speak spoke spoken|spend spent spent|split split split|spread spread spread|"
    "stand stood stood|steal stole stolen|strike struck struck|swear swore sworn|sweep swept swept|swim swam swum|"
    "take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown|"
    "understand understood understood|wake woke woken|wear wore worn|win won won|write wrote written"
)
_REGULAR = listed(
    "abandon abstain accept accuse achieve act add admit adopt advertise advise agree aim allow analyse analyze "
    "announce answer appear apply appoint approve argue arm arrest arrive ask attack attempt attend ban bargain "
    "base believe belong block board bomb borrow call campaign cancel capture carry cast cause celebrate chair "
    "challenge change charge circle claim clean climb close collapse collect command comment compare complain "
    "complete condemn confirm congratulate connect consider consist contain continue contribute control cook copy "
    "correct count crash create criticise criticize cross damage dance date decide declare decline defend delay "
    "deliver demand deny depend deploy describe design destroy detect determine develop die dig direct disappear "
    "discover discuss divide drop earn elect employ enable end enter escape establish estimate examine expect "
    "expel expire explain explode explore export extend face fail fear file fill fine finish fire fit fix flee "
    "float follow force form found free fund gain gather guarantee handle happen hate head heat help hire hop "
    "host impose import improve include increase inform injure insist inspect install intend introduce invade "
    "invent invest investigate invite issue join judge jump justify kick kill land last laugh launch learn lift "
    "like limit link list listen live load locate lock look love maintain manage mark marry match measure mend "
    "mention mine miss move name need negotiate note notice object obtain occur offer open operate oppose orbit "
    "order organise organize oversee own pass perform permit pick place plan plant play please point possess post "
    "practise predict prefer prepare present press prevent print produce promise promote propose protect protest "
    "prove provide publish pull punish purchase pursue push question race raise ratify reach react receive "
    "recommend record recover reduce refer refuse regret reject relate release remain remember remove renew rent "
    "repair repeat replace reply report represent request require rescue research resign resume retire return "
    "reveal review rule sail sanction satisfy save scan score search seem select serve settle share ship shout "
    "sign sound start state stay stop store strengthen study submit succeed suffer suggest supply support suppose "
    "surprise surrender survive suspect suspend switch talk target test thank threaten tour touch trace track "
    "trade train transfer travel treat trigger trust try turn unveil urge use value veto view violate visit vote "
    "wait walk want warn wash watch weigh welcome wish witness work worry yield"
)
_TRIPLES = [tuple(entry.split()) for entry in _IRREGULAR.split("|")]
_PAST_OF = {lemma: past for lemma, past, _ in _TRIPLES}
_LEMMA_OF_PAST = {past: lemma for lemma, past, _ in _TRIPLES if lemma != "lie"}
_LEMMA_OF_PARTICIPLE = {participle: lemma for lemma, _, participle in _TRIPLES if lemma not in ("lie", "bind", "fall")}
_PARTICIPLES = frozenset(participle for _, _, participle in _TRIPLES)
_DOUBLING = listed("admit ban cut dig drop expel fit hop permit plan prefer refer regret scan ship stop submit")
_VOWELS = "aeiou"


def is_base(word: str) -> bool:
    """Whether a word is the base form of a verb that is known here, such as `provide` or `send`."""
    return word in _REGULAR or word in _PAST_OF


def is_participle(word: str) -> bool:
    """Whether a word may be a past participle."""
    return word in _PARTICIPLES or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed"))


def is_past(word: str) -> bool:
    """Whether a word may be a verb's past form."""
    return word in _LEMMA_OF_PAST or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed"))


def is_present(word: str) -> bool:
    """Whether a word is the third person of a known verb: `heads`, `carries`."""
    return any(_third(lemma) == word for lemma in _stems(word, "s"))


def find_lemma(word: str) -> tuple[str, str] | None:
    """Return the auxiliary and the base form that say the same as a finite verb: `landed` is `did land`.

    `None` if the verb is not known.
    """
    if word in _LEMMA_OF_PAST:
        return "did", _LEMMA_OF_PAST[word]
    for lemma in _stems(word, "ed"):
        if lemma in _REGULAR and past_of(lemma) == word:
            return "did", lemma
    for lemma in _stems(word, "s"):
        if is_base(lemma) and _third(lemma) == word:
            return "does", lemma
    return ("do", word) if is_base(word) else None


def find_base(word: str) -> str | None:
    """Return the base form of any form of a verb: `sent` and `sending` are `send`; `None` if none is known."""
    if is_base(word):
        return word
    finite = find_lemma(word)
    if finite is not None:
        return finite[1]
    if word in _LEMMA_OF_PARTICIPLE:
        return _LEMMA_OF_PARTICIPLE[word]
    return next(iter(_stems(word, "ing")), None)


def past_of(lemma: str) -> str:
    """Return the past form of a base form."""
    if lemma in _PAST_OF:
        return _PAST_OF[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ied"
    return lemma + lemma[-1] + "ed" if lemma in _DOUBLING else lemma + "ed"


def present_of(lemma: str) -> str:
    """Return the third person of a base form."""
    return _third(lemma)


def _third(lemma: str) -> str:
    if lemma == "have":
        return "has"
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def _stems(word: str, ending: str) -> list[str]:
    if not word.endswith(ending):
        return []
    stem = word[: -len(ending)]
    stems = [stem, stem + "e"]
    if ending == "s" and stem.endswith("e"):
        stems.append(stem[:-1])
    if stem.endswith(("i", "ie")):
        stems.append(stem.rstrip("e")[:-1] + "y")
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stems.append(stem[:-1])
    return [one for one in stems if is_base(one)]
