"""Italian."""

from askwhy.rules.phrases import Phrases

ITALIAN = Phrases(
    language="it",
    asking=r"""
        per favore|perfavore|per cortesia|per piacere|cortesemente|gentilmente|(la|ti
        |vi) prego( di)?|si prega( di)?|prego( di)?|(le|ti|vi) (chiedo|chiederei)( di
        | gentilmente di)?|puo|puoi|potete|potrebbe|potresti|grazie ma|scusi ma|scusa ma|adesso
        |ora|ma
        """,
    words=r"""
        write = scriver(mi|ci|le)?|contattar(mi|ci)?|disturbar(mi|ci)?|importunar(mi|ci)?
        |molestar(mi|ci)?|assillar(mi)?|tormentar(mi)?|spammar(mi)?|ricontattar(mi|ci)?
        to_me = scrivermi|scriverci|contattarmi|contattarci|disturbarmi|importunarmi|molestarmi
        |assillarmi|ricontattarmi|scrivetemi|contattatemi|disturbatemi
        formal = scriva|scrivano|scriviate|contattiate|contattino|disturbiate
        either = contatti|contatta|contattate|disturbi|disturbate|importuni|scrivete|ricontatti
        infinitive = scrivere|contattare|disturbare|importunare|ricontattare|scrivete
        mail = messaggi[o]?|e-mail|mail|richiest[ae]|inviti|invito|spam|pubblicita|offerte
        |comunicazioni
        more = piu|sue|suoi|tue|tuoi|vostre|vostri|altri|altre|altro|i tuoi|i suoi|questi|tanti
        |ulteriori|di|con|nessun
        lists = (dalla|da|dalle
        |dai) (tua |sua |vostra |questa |tuoi |suoi |vostre )?(\w+ )?(lista|liste|contatti
        |rubrica|mailing|rete|newsletter|elenco|database)
        left = ricontattat[oa]|contattat[oa]|disturbat[oa]
        later = prima|oggi|adesso|ora|ancora|fino|domani|in inglese|di (domenica|notte|sabato)
        |nel (weekend|fine)|questa settimana|solo|cosi
        """,
    phrases=r"""
        ~ non {to_me}
        ~ non (mi|ci) {formal}
        ~ non (mi|ci) {either} (mai )?piu
        ~ non (mi|ci) {infinitive}( (mai )?piu)?
        ~ non {infinitive}( (mai )?piu)? $
        (per favore|la prego|ti prego|prego|cortesemente|gentilmente),? non (mi|ci) {either}
        ~ non (mi )?(inviar|mandar|invii|mandi|inviate|mandate|invia|manda)(e|mi|ci
        |temi)? ({more} )*{mail}
        (smettila|smetta|smettetela|smetti|smettete|la smetta|piantala
        |finiscila)( subito)? (di {write}|con ({more} )*{mail}|di (mandar|inviar)mi)
        ~ smettere di {write}
        ~ (basta|stop) (di |con )?({more} )*({mail}|scrivermi|contattarmi|disturbarmi)
        ~ (lasciami|lasciatemi|mi lasci|lasciarmi|lasciateci|mi lasciate) (in pace|stare|perdere
        |tranquill[oa])
        non (voglio|desidero|vorrei|intendo) (piu )?(ricevere|avere) ({more} )*{mail}
        non (voglio|desidero|vorrei|intendo) (piu )?(essere|venire) {left}
        non (voglio|desidero) (piu |altri |altre )+{mail}
        non (voglio|desidero) che (mi|lei mi|tu mi|voi mi) (scriv|contatt|disturb)\w+
        (preferi(sco|rei)|gradirei) (che non mi (scriv|contatt)\w+|non (essere (ri)?contattat[oa]
        |ricevere ({more} )*{mail}))
        (voglio|vorrei|desidero) (disiscrivermi|cancellarmi|annullare l'iscrizione)
        ~ (disiscrivimi|disiscrivetemi|mi disiscriva|disiscrivermi)
        ~ (cancella|rimuovi|togli|elimina|cancellate|rimuovete|togliete|eliminate|toglier
        |cancellar|rimuover|eliminar)mi {lists}
        ~ mi (cancelli|rimuova|tolga|elimini) {lists}
        ~ (cancell|rimuov|elimin)(a|i|ate|are|ete|ere) (tutti )?i miei (dati|contatti|recapiti)
        ~ (eviti|evita|evitate|evitare) di {write}
        ~ (si astenga|astenersi|astieniti) dal {write}
        (ti|le|vi) (ho|avevo) (gia )?(detto|chiesto) di (non {write}|smettere|lasciarmi)
        (revoco|ritiro) il (mio )?consenso
        mi oppongo al (trattamento|uso) dei miei
        ~ (vaffanculo|va a quel paese|sparisci) $
        """,
    never=r"""
        non (mi|ci) (contatti|scrivi|disturbi|contattate|scrivete|scriva|disturba) (mai$|affatto
        |per niente|per nulla)
        non ({to_me}|(mi|ci) ({formal}|{infinitive}))( \w+)? ({later})
        (lui|lei|capo|cliente|qualcuno) (mi )?(ha )?(detto|scritto|risposto|dice)[ ,:]*(di )?(non
        |basta|smett).*
        """,
    alone=r"""
        stop|basta|basta cosi|cancella|cancellami|cancellatemi|disiscrivimi|disiscrivermi
        |disiscrizione|disiscriviti|annulla iscrizione|smettila|non disturbare|no grazie stop
        """,
    anchors="""
        annu assi aste bast canc chie comu cont dett disi dist elim emai evit fini impo invi
        lasc mail mand mess mole offe oppo pian pubb revo rich rico rimu riti scri smet spam
        spar stop togl tolg torm va vaff
        """,
)
