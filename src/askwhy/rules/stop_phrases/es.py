"""Spanish."""

from askwhy.rules.phrases import Phrases

SPANISH = Phrases(
    language="es",
    asking=r"""
        por favor|porfavor|porfa|favor( de)?|(le|te|les|os) (pido|ruego|solicito|agradeceria) que
        |(solicito|agradeceria|quiero|prefiero|preferiria|necesito) que|puedes|puede|pueden
        |podrias|podria|gracias pero|lo siento pero|ya|pero|se ruega|ruego
        """,
    words=r"""
        you = escrib(as|a|an|ais|amos)|contact(es|e|en|eis)|mensaje(es|e|en)|molest(es|e|en)
        |habl(es|e|en)
        |contest(es|e|en) mas|spame(es|e|en)|acos(es|e|en)|fastidi(es|e|en)|busques mas
        write = escribirme|contactarme|molestarme|enviarme|mandarme|acosarme|spamearme
        |escribirnos|contactarnos|hacerme spam
        stop = dejar|parar|deja|deje|dejen|dejad|dejes|para|pare|paren|parad
        mail = mensajes?|correos?|e-mails?|mails?|solicitud(es)?|invitacion(es)?|ofertas|spam
        |publicidad|cosas
        more = mas|otros?|otras?|tus|sus|estos|tantos|este tipo de|recibir|ningun
        lists = (tu|su|la|esta|vuestra) (lista|base|agenda|red)|(tus|sus|las) (listas|contactos)
        later = antes|hoy|ahora|todavia|hasta|manana|tan|en ingles|los (fines|domingos|sabados)
        |el (fin|domingo|sabado)|de noche|esta semana|solo
        """,
    phrases=r"""
        ~ (ya )?no (me|nos) (vuelvas? a (escribir|contactar|molestar)|vuelvan a (escribir
        |contactar|molestar))
        ~ (ya )?no vuelv(as|a|an) a {write}
        ~ (ya )?no (me|nos) {you}
        ~ (ya )?no (me|nos) (envi|mand)(es|e|en|eis) ({more} )*{mail}
        ~ (ya )?no (me|nos) (envi|mand)(es|e|en|eis) (nada )?mas
        ~ no (envi|mand)(es|e|en) mas {mail}
        ~ {stop} (ya )?de ({write}|molestar)
        ~ no {write}( mas| por favor)?
        ~ (evita|evite|eviten) {write}
        ~ me {stop} de (escribir|contactar|molestar)
        (que )me dej(es|e|en) (de (escribir|contactar|molestar)|en paz|tranquil[oa])
        ~ (dejame|dejeme|dejenme|dejadme|dejarme) (en paz|tranquil[oa]|ya)
        no (quiero|deseo) (mas |recibir |seguir recibiendo |que me (envies|manden
        |mandes) )+({more} )*{mail}
        no (quiero|deseo) (volver a )?(ser|que me) (contactad[oa]|molestad[oa]|escriban?|escribas
        |contacten?|contactes|molesten?|molestes)
        preferiria (que no me (escriba|contacte)\w*|no (ser contactad[oa]
        |recibir ({more} )*{mail}))
        ~ (basta|no mas)( ya)? (de |con )?({more} )*{mail}
        ~ no mas {mail}
        (quiero|deseo|quisiera|solicito|me gustaria) (darme de baja|la baja|cancelar (la
        |mi) suscripcion)
        ~ (dame|deme|denme|darme) de baja
        ~ (borra|elimina|quita|saca|borre|elimine|quite|saque|borren|eliminen)-me de ({lists})
        ~ (borrar|eliminar|quitar|sacar)me de ({lists})
        ~ (borra|elimina|borre|elimine|borren|eliminen|borrar|eliminar) (todos )?mis datos
        ~ (abstente|abstengase|abstenganse|abstenerse) de (\w+ )?({write}|contactar|escribir)
        (te|le|les|os) (dije|he dicho|pedi|he pedido) (ya )?que (no me (escrib|contact|molest)\w+
        |(deja|para)\w+ de {write})
        (retiro|revoco) mi consentimiento
        me opongo al (tratamiento|uso) de mis
        ~ (vete a la mierda|largate) $
        """,
    never=r"""
        no (me|nos) {you}( \w+)? ({later})
        (el|ella|jefe|cliente|alguien) (me )?(dijo|dice|escribio|respondio)[ ,:]*(que )?(no|deja
        |basta).*
        """,
    alone=r"""
        stop|baja|de baja|darme de baja|dar de baja|desuscribir|desuscribirme
        |cancelar suscripcion|basta|ya basta|basta ya|no mas mensajes|no molestar|para ya|eliminar
        """,
    anchors="""
        abst acos baja bast borr busq cont corr cosa deja deje desu dich dije elim emai envi
        escr evit fast habl invi larg mail mand mens mole ofer opon para pare paz pedi publ quit
        reti revo saca saqu soli spam susc vete vuel
        """,
)
