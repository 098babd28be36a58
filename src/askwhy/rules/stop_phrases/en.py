"""English."""

from askwhy.rules.phrases import Phrases

ENGLISH = Phrases(
    language="en",
    asking=r"""
        please|pls|plz|kindly|just|again|(can|could|would|will) you|thanks but|thank you but
        |sorry but|then|well|ok|okay|you (can|may|should|must|have to|need to|ought to)|(ask
        |asked|asking|want|need
        |tell|told|beg|like) you to
        """,
    words=r"""
        write = write|message|contact|text|e-mail|mail|dm|pm|msg|ping|spam|bother|disturb|pester
        |harass|approach
        writing = writing|messaging|contacting|texting|e-mailing|mailing|dming|msging|pinging
        |spamming
        |bothering|disturbing|pestering|harassing|approaching|calling
        not = do not|don't|never
        mail = messages?|e-mails?|mails?|texts?|dms?|invitations?|requests?|spam|solicitations?
        more = any|more|further|other|these|those|this|such|your|of|all|me|us
        lists = (\w+ )?(lists?|contacts|network|database|mailing|crm|connections)
        again = again|anymore|any more|any longer|ever
        """,
    phrases=r"""
        ~ {not} (ever )?{write}( to)? (me|us)
        ~ {not} (ever )?({write}|call)( to)?( me| us)? {again}
        ~ {not} (reach out|get in touch)( to me| to us| with me| with us)? {again}
        ~ {not} (reach out to|get in touch with) (me|us)
        ~ {not} (ever )?send ({more} )*{mail}
        ~ {not} (ever )?send me (anything|stuff|things)
        ~ {not} (contact|disturb) $
        ~ {not} follow up (again|anymore|any more|with me)
        (appreciate it|grateful|prefer it|rather|like it) if you (stopped|would stop
        |could stop) {writing}
        (appreciate it|grateful|prefer it|rather|like it) if you (didn't|did not|don't|would not
        |wouldn't) {write}( to)? (me|us)
        ~ (stop|quit) (all )?{writing}( to)? (me|us)
        ~ (stop|quit) {writing} $
        ~ (stop|quit) spamming (people|everyone|everybody)
        ~ (stop|quit) (sending|with|asking)( me| us)? ({more} )*{mail}
        ~ stop sending (me|us) (this|these|that|stuff|things|ads|adverts)
        (please|pls) stop( it| this| that| now)? $
        (not interested|no|no thanks|no thank you|enough)[,.;!]+ (please )?stop( it| this)? $
        ~ leave (me|us) (alone|in peace)
        ~ unsubscribe (me|us)
        (no|no thanks|thanks|not interested)[,.;!]+ (please )?unsubscribe( me)?
        ~ opt (me|us) out
        (i want|i would like|i'd like|i wish) to (unsubscribe|opt out|be (removed|taken) (from
        |off))
        ~ (take|remove|delete|get) (me|my (name|e-mail|address|number|details)) (from|off|off of
        |out of) (your|this|the|all) {lists}
        ~ (delete|erase) (all )?my (personal |contact )?(data|details|information)
        i (do not|don't|no longer) (want|wish|like|care) to (be (contacted|messaged|approached)
        |hear from you|have (any )?contact|be in (contact|touch))
        i (do not|don't|no longer) (want|wish) (to (receive|get|have|see) )?({more} )*{mail}
        i (do not|don't) (want|wish) you to {write}( to)? (me|us)
        (i'd|i would) (rather|prefer) you (didn't|did not|not|don't|wouldn't) {write}( to)? (me
        |us)
        (i'd|i would|i) prefer not to (be (contacted|messaged)|receive ({more} )*{mail})
        i( already| have|'ve)* (asked|told|warned) you (already |before )?(not to {write}|to stop)
        ~ (refrain|desist) from (further )?{writing}
        ~ cease (all |any |further )?(contact|contacting|communication|writing|messaging)
        ~ no (more|further) ({mail}|contact)( from you)?( please| thanks| thank you)? $
        ~ (lose|forget) my (number|e-mail|address|contact)
        ~ (go away|get lost) $
        ~ (fuck|piss|bugger|sod) off $
        i (hereby )?(withdraw|revoke) my consent
        i (hereby )?object to (the |any )?(processing|use|storage) of my
        """,
    never=r"""
        {write} (me|us) (off|down|up|in|into)
        {not} \w+( to)?( me| us)? (now|today|yet|until|till|before|tonight|tomorrow|late|so|too)
        {not} \w+( to)?( me| us)? (this (week|month)|next (week|month)|at (night|work))
        {not} \w+( to)?( me| us)? (on|during|over) (\w+ )?(weekends?|sundays?|holidays?)
        leave (me|us) alone (with|for a)
        (he|she|they|people|boss|client|somebody|someone|everyone) (said|says|say|told me|wrote
        |replied|answered)( to me| me)?[,:]?( please)? {not} .*
        (he|she|they|people|boss|client|somebody|someone|everyone) (said|says|say|told me|wrote
        |replied|answered)( to me| me)?[,:]?( please)? (stop|leave|please stop).*
        """,
    alone=r"""
        stop|stop please|please stop|unsubscribe|please unsubscribe|unsubscribe please|opt out
        |optout|remove me|please remove me|no more|do not contact
        """,
    anchors="""
        appr aske both bugg call ceas cont dele desi dist dm emai eras foll forg fuck get go
        grat hara hear leav lose mail mess msg msgi no obje opt opto pest ping piss pm pref quit
        rath reac refr remo revo send sod spam stop take text told touc tran unsu want warn wish
        with writ
        """,
)
