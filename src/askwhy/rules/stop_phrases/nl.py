"""Dutch."""

from askwhy.rules.phrases import Phrases

DUTCH = Phrases(
    language="nl",
    asking=r"""
        alsjeblieft|alstublieft|aub|ajb|gelieve|graag|svp|(kun|zou|wil|kan) (je|u)|kunt u|wilt u
        |ik (verzoek|vraag) (je|u)( om)?|verzoeke|wees zo goed|bedankt maar|sorry maar|nogmaals
        |dus
        """,
    words=r"""
        please = alsjeblieft|alstublieft|aub|ajb|a\.u\.b\.|dus|ook|nu
        imperative = schrijf|mail|e-mail|app|bel|bericht|contacteer|benader|stoor|spam|appt|dm
        |stalk
        write = (te |aan te )?(schrijven|aanschrijven|mailen|appen|berichten|contacteren|benaderen
        |storen|spammen|stalken|bellen|lastig te vallen|lastigvallen|connecten)
        me = me|mij|ons
        more = meer|ooit nog|nooit meer|opnieuw|nog een keer
        mail = bericht(en|jes)?|mails?|mailtjes|e-mails?|uitnodiging(en)?|verzoek(en)?|spam
        |reclame|aanbiedingen|dms?|connectieverzoek(en)?
        such = deze|dit|die|zulke|soort|je|jouw|uw|verdere|andere|van|dergelijke|meer
        lists = (\w+ )?(\w*lijst(en)?|contacten|netwerk|database|bestand|mailing)
        later = voor|vandaag|nu|morgen|tot|zo|te|in het (weekend|engels)|op zondag|'s (avonds
        |nachts)|deze week|volgende week|alleen|af
        """,
    phrases=r"""
        ~ {imperative} ({me} )?({please} )*(niet|nooit) {more}
        ~ {imperative} {me} ({please} )*(niet|nooit) $
        ~ neem ({please} )*(niet|geen|nooit) (meer )?contact (meer )?(met (me|mij
        |ons) )?(meer )?op
        ~ (geen|niet) (meer )?contact (meer )?(met (me|mij|ons) )?(meer )?(opnemen|op te nemen
        |zoeken)
        ~ ({me} )?({please} )*(niet|nooit) {more} {write}
        ~ {me} niet {write}
        ~ (stuur|zend|stuurt) {me} ({please} )*(geen|nooit) ({such} )*{mail}
        ~ {me} (geen|nooit) ({such} )*{mail} (meer )?(te )?(sturen|zenden)
        ~ (stuur|zend|stuurt) {me} ({please} )*niets meer
        ~ geen ({such} )*{mail} (meer )?(te )?(sturen|zenden)
        ~ (stop|kap|hou|houd|houdt)( nou| nu)? (op )?(met|me) ({me} |dat )?(steeds )?({write}
        |({such} )*{mail}( te)?( sturen)?|{mail})
        ~ (op te houden|te stoppen|ophouden|stoppen) met ({me} )?({write}|({such} )*{mail})
        ~ (hou|houd) (hier)?mee op $
        ~ laat {me} ({please} )*met rust
        ~ laat {me} gerust $
        ~ {me} met rust (te )?laten
        ~ val {me} ({please} )*niet (meer |langer )?lastig
        ~ {me} niet (meer |langer )?lastig (te )?vallen
        ~ geen ({such} )*{mail}( meer)?( aub| ajb| alsjeblieft| alstublieft| graag)? $
        ik (wil|wens|hoef) (echt )?niet (meer |langer )?(door \w+ )?({write}|(gecontacteerd
        |benaderd|lastiggevallen|gebeld|gemaild) (te )?worden)
        ik (wil|wens|hoef) (echt )?geen ({such} )*{mail}( meer)?( van (je|u|jou|jullie))?
        ik (wil|wens) geen (verder )?contact( meer)?
        ik wil niet dat (je|u|jullie) (me|mij) \w+
        ik (heb )?liever (niet dat (je|u) (me|mij) \w+|geen ({such} )*{mail}( meer)?)
        ik (wil|wens|zou) (me|mij|graag)( me)? (graag )?(afmelden|uitschrijven)
        ~ (meld|schrijf) (me|mij) ({please} )*(af|uit)( $| van| uit)
        ~ (haal|verwijder|schrap) {me} ({please} )*(van|uit) (je|jouw|uw|de|deze|jullie) {lists}
        ~ {me} (van|uit) (je|jouw|uw|de|deze|jullie) {lists} (te )?(halen|verwijderen)
        ~ (verwijder|wis) ({please} )*(al )?mijn (gegevens|persoonsgegevens|contactgegevens)
        ik heb (je|u|jullie) (al )?(gezegd|gevraagd) (om )?((me|mij) niet (meer )?\w+|te stoppen
        |op te houden)
        ik trek mijn toestemming in
        ik maak bezwaar tegen (de|het) (verwerking|gebruik)
        ~ (rot op|donder op|sodemieter op|flikker op) $
        """,
    never=r"""
        {imperative} {me} ({please} )*niet ({later})
        niet {write} ({later})
        (hij|zij|ze|baas|klant|iemand) (zei|zegt|schreef|antwoordde)[ ,:]*(schrijf|stuur|laat
        |stop|mail).*
        """,
    alone=r"""
        stop|stop aub|stop ajb|afmelden|uitschrijven|aub afmelden|meld me af|schrijf me uit
        |hou op|houd op|stop hiermee|stop ermee|niet storen|geen berichten meer
        """,
    anchors="""
        aanb aans afme app appe appt bel bell bena beri bezw conn cont dm dms dond emai flik
        geru gevr geze haal hale hoef hou houd kap laat last late liev mail meld neem neme opho
        recl rot rust schr sode spam stal stoo stop stor stur stuu toes uitn uits val vall verw
        verz wens wil wis zend zoek
        """,
)
