"""Portuguese, of Portugal and of Brazil."""

from askwhy.rules.phrases import Phrases

PORTUGUESE = Phrases(
    language="pt",
    asking=r"""
        por favor|pf|pfv|pff|favor|queiram?|(peco|solicito|agradeco|gostaria|prefiro|quero
        |agradecia|preferia)(-lhe|-te|-vos)?( para)?( que)?|(te|lhe) peco que|podem?|poderia
        |podes|obrigad[oa],? mas|desculpe,? mas|ja|mas|pode fazer o favor de
        """,
    words=r"""
        you = escrev(a|as|am)|contac?t(e|es|em)|incomod(e|es|em)|perturb(e|es|em)|chateies?
        |cham(e|es|em) mais|procure(s|m)? mais|aborrec(a|as|am)|importun(e|es|em)|assedi(e|em)
        write = me (escrever|contac?tar|incomodar|perturbar|importunar|chatear|assediar|mandar
        |enviar)|(escrever|contac?tar|incomodar|perturbar|importunar|chatear|mandar|enviar)-me
        |(mandar|enviar) ({more} )*{mail}
        stop = pare|parem|para|parar|pares|deixe|deixem|deixa
        mail = mensage(m|ns)|e-mails?|mails?|convites?|solicitac(ao|oes)|pedidos?|spam
        |propagandas?|publicidade|ofertas|msgs?
        more = mais|as|os|outr[ao]s?|suas?|seus?|tuas|teus|essas|esses|estas|tantas|de|nenhuma
        later = antes|hoje|agora|ainda|ate|amanha|em ingles|no (fim|domingo|sabado)|aos|a noite
        |esta semana|so
        """,
    phrases=r"""
        ~ nao (me|nos) {you}
        ~ nao (mais )?(me|nos) (mand|envi)(e|es|em) ({more} )*({mail}|nada)
        ~ nao (me|nos) (mand|envi)(e|es|em) mais
        ~ nao (mand|envi)(e|es|em) mais {mail}
        ~ nao (escreva|escrevas|contac?te|mande|envie)s? mais
        ~ nao {write}( mais)?
        ~ (evite|evitem) {write}
        ~ me (esqueca|esquece) $
        ~ nao (entre|entres|entrem|entrar|volte a entrar) (mais )?em contac?to( mais)? (comigo
        |conosco)
        ~ nao (volte|voltes|voltem) a {write}
        ~ nao me (volte|voltes|voltem) a (escrever|contac?tar|incomodar|mandar|enviar)
        ~ {stop} de {write}
        ~ {stop} com ({more} )*{mail}
        ~ (deixe|deixa|deixem)-me em paz
        ~ me (deixe|deixa|deixem|deixar) em paz
        ~ (deixe|deixa)-me (sossegad[oa]|quiet[oa])
        ~ nao (me )?(incomode|perturbe|incomodar|perturbar)( mais)?
        nao (quero|desejo|gostaria de) (mais )?receber ({more} )*{mail}
        nao (quero|desejo) mais ({more} )*{mail}
        nao (quero|desejo|gostaria de) (mais )?(ser|que (voce |voces )?me) (contac?tad[oa]
        |escrev(a|am|as)|contac?te[sm]?|incomode[sm]?|incomodad[oa]|mande[sm]?|envie[sm]?)
        prefiro (que nao me (escreva|contac?te|mande)|nao (ser contac?tad[oa]
        |receber ({more} )*{mail}))
        ~ (chega|basta) de ({more} )*{mail}
        ~ (sem|nada de) mais {mail} $
        (quero|desejo|gostaria de) (me descadastrar|cancelar (a|minha|a minha) (inscricao
        |subscricao|assinatura)|descadastrar-me|sair da (sua |tua )?lista)
        ~ (me (tire|tira|remova|remove|retire|exclua|apague)|(tire|tira|remova|retire|exclua
        |apague|remover|retirar)-me) d(a|as|o|os|e) (tua |sua |vossa |seus |teus |suas )?(lista
        |listas|rede|base|agenda|mailing|contac?tos|contatos)
        ~ me (descadastre|descadastra|descadastrar)
        ~ (exclua|apague|elimine|remova|delete|excluir|apagar
        |eliminar) (todos )?(os )?meus (dados|contac?tos)
        (ja )?(te|lhe|vos) (disse|pedi) (ja )?(que nao me|para nao me|para parar|que parasse
        |para nao {write})
        (retiro|revogo) (o )?meu consentimento
        (oponho-me|me oponho) ao (tratamento|uso) d[eo]s? meus
        ~ (va se catar|some daqui|suma daqui|vai a merda) $
        """,
    never=r"""
        nao (me|nos) {you}( \w+)? ({later})
        nao {write}( mais)? ({later})
        (ele|ela|chefe|cliente|alguem) (me )?(disse|diz|escreveu
        |respondeu)[ ,:]*(que |para )?(nao|pare|chega|deixe).*
        """,
    alone=r"""
        stop|sair|parar|pare|pare por favor|descadastrar|descadastre|remover|cancelar inscricao
        |cancelar subscricao|chega|basta|nao perturbe|me remova|me tire da lista
        """,
    anchors="""
        abor apag asse bast canc cata cham chat cheg cont conv deix dele desc diss elim emai
        entr envi escr esqu evit excl impo inco mail mand mens merd msg msgs ofer opon para pare
        paz pedi pert proc prop publ rece remo reti revo sair soli some spam suma tira tire volt
        """,
)
