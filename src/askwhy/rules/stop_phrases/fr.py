"""French."""

from askwhy.rules.phrases import Phrases

FRENCH = Phrases(
    language="fr",
    asking=r"""
        merci|merci de|merci donc de|priere de|veuillez|svp|stp|s'il (vous|te) plait|alors|donc
        |mais
        |je (vous|te) (prie|demande|saurais gre|remercie|serais reconnaissante?) de|bonjour
        |desolee?|(pouvez|pourriez)-vous|(peux|pourrais)-tu|vous (pouvez|devez)|de grace
        """,
    words=r"""
        write = m'ecrire|nous ecrire|(me |nous )(contacter|recontacter|relancer|deranger|spammer
        |importuner|embeter|harceler|solliciter|demarcher)|m'(importuner|embeter)
        |m'envoyer ({more} )*({mail}|rien)
        you = m'(ecris|ecrivez|importunez?|embetez?)|nous (ecrivez|contactez)|me (contactez?
        |recontactez?|relancez?|derangez?|harcelez?|sollicitez?|spammez?|parlez?)
        no = plus jamais|plus|pas|jamais
        more = de|tout|toute|d'autres|du|des|vos|tes|ces|ce genre de|aucun|autres|tous
        mail = messages?|mails?|e-mails?|courriels?|sollicitations?|invitations?|demandes?|spams?
        |pubs?|publicites?
        lists = (votre|vos|ta|tes|cette|la|toutes) (\w+ )?(listes?|fichiers?|contacts|base
        |mailing|reseau)
        later = avant|aujourd'hui|maintenant|tout de suite|ce soir|demain|jusqu'a|pendant
        |seulement|que|trop|si|le (week-end|dimanche|soir|lundi)|cette semaine|par tel\w*
        """,
    phrases=r"""
        ~ ne {no} (me |nous )?{write}
        ~ (ne )?{you} {no}
        ~ (ne )?(m'|nous )(envoie|envoyez) {no} ({more} )*({mail}|rien)
        ~ (d')?(arretez?|arreter|cessez?|cesser|stop|evitez?|eviter) (donc )?de {write}
        ~ (d')?(arretez?|arreter|cessez?|cesser|stop) (avec )?({more} )+({mail}|contact)
        ~ (me )?(laisse|laissez|laisser)-(moi )?(donc )?(tranquille|en paix)
        ~ (fichez?|fous|foutez)-moi la paix
        ~ (lachez?|oubliez?)-moi $
        ~ (desinscris|desinscrivez|desabonnez?)-moi
        ~ (retirez?|enlevez?|supprimez?|rayez?|sortez?)-moi (de|des) {lists}
        ~ me (retirer|desinscrire|desabonner|supprimer|enlever|rayer) (de|des) {lists}
        je (souhaite|veux|voudrais|desire|souhaiterais|demande a) me (desinscrire|desabonner)
        (je (souhaite|veux|voudrais|prefere|prefererais)|j'aimerais) ne (plus
        |pas) (etre (re)?(contactee?|sollicitee?)|recevoir ({more} )*{mail})
        je (ne |n')?(souhaite|veux|desire|voudrais) (plus|pas) (etre (re)?(contactee?|sollicitee?
        |derangee?|demarchee?|relancee?)|recevoir ({more} )*({mail}|rien)|avoir de vos nouvelles
        |que (vous|tu) (m'ecriviez|me contactiez|m'ecrives|me contactes))
        je (ne )?(veux|souhaite) (plus|pas) ({more} )+{mail}
        inutile de {write}
        inutile d'insister
        ~ (plus|pas) (de|d'autres) {mail}( svp| stp| s'il vous plait| merci)? $
        ~ (supprimez?|effacez?|supprimer|effacer) (toutes )?mes (donnees|coordonnees)
        je (vous |t')(ai|avais) (deja )?(dit|demande) (d'arreter|de cesser|de me laisser
        |de ne (plus|pas) {write})
        je retire mon consentement
        je m'oppose (au traitement|a l'utilisation) de mes
        ~ (degagez?|foutez le camp|fous le camp|va te faire voir) $
        """,
    never=r"""
        (ne )?{you} (pas|plus) ({later})
        ne (pas|plus) {write}( \w+)? ({later})
        (il|elle|ils|on|client|patron) (m'a|m'ont|a|ont|me) (dit|dis|repondu|ecrit
        |disent)[ ,:]*(de |d')?(ne |n'|arrete|laisse|stop|cesse).*
        """,
    alone=r"""
        stop|stop svp|stop merci|desinscription|desinscrire|me desinscrire|se desinscrire
        |desabonner|desabonnement|me desabonner|arretez|arretez svp|stop spam|plus de message
        """,
    anchors="""
        aime arre cess cont dega dema dera desa desi dit ecri effa embe enle envo evit fich fous
        fout harc impo inut lach lais oppo oubl parl pas plus pref raye reco rela reti soll sort
        souh spam stop supp va veux voud
        """,
)
