//! Clean messages in five languages, in our own words, for the data of the demo's case: the linter finds nothing in them.

use breachdesk::notice::{Block, Draft, NoticeKind};

use super::demo::language;

const CONTACT: &str = "Chiara Bonfanti:\n\n- dpo@lunamobile.example.org\n- +39 06 5550 0140 (8:00-22:00 CET)\n- Via dell'Esempio 7, 00100 Roma";

struct Said {
    subject: &'static str,
    greeting: &'static str,
    summary: (&'static str, &'static str),
    data: (&'static str, &'static str),
    consequences: (&'static str, &'static str),
    advice: (&'static str, &'static str),
    contact: &'static str,
    closing: &'static str,
}

fn said(tag: &str) -> Said {
    match tag {
        "it" => Said {
            subject: "Lunamobile: una violazione riguarda i Suoi dati",
            greeting: "Gentile [[name|cliente]],",
            summary: (
                "Che cosa è successo",
                "Il 29 settembre 2023, ore 12:00 (CEST), qualcuno senza permesso ha copiato dati dei clienti. Tra questi ci sono i Suoi.",
            ),
            data: (
                "I Suoi dati",
                "Sono stati copiati nome, indirizzo, password, coordinate della carta e copia del documento.",
            ),
            consequences: (
                "Che cosa può comportare",
                "- Qualcuno potrebbe accedere al Suo posto.\n- Qualcuno potrebbe tentare addebiti sul Suo conto.\n- Qualcuno potrebbe firmare un contratto a Suo nome.\n- Estranei potrebbero fingersi noi.",
            ),
            advice: (
                "Che cosa può fare",
                "1. Oggi: cambi la password ovunque la usi.\n2. Oggi: informi la banca.\n3. Non dia codici a chi La chiama.\n4. Denunci alla polizia i contratti che non ha firmato.",
            ),
            contact: "Contatti",
            closing: "Ci dispiace per l'accaduto. Le scriveremo entro il 13 ottobre 2023.\n\nRiferimento BR-2023-0012, versione 1.",
        },
        "de" => Said {
            subject: "Lunamobile: Datenpanne betrifft Ihre Daten",
            greeting: "Guten Tag [[name|und willkommen]],",
            summary: (
                "Was geschehen ist",
                "Am 29. September 2023 um 12:00 Uhr MESZ hat jemand ohne Erlaubnis Daten kopiert. Ihre Daten sind dabei.",
            ),
            data: (
                "Ihre Daten",
                "Kopiert wurden Name, Anschrift, Passwort, Angaben zur Karte und die Kopie des Ausweises.",
            ),
            consequences: (
                "Was das bedeuten kann",
                "- Jemand kann sich mit Ihrem Passwort anmelden.\n- Jemand kann Geld von Ihrem Konto abbuchen.\n- Jemand kann in Ihrem Namen einen Vertrag schließen.\n- Fremde können sich als wir ausgeben.",
            ),
            advice: (
                "Was Sie tun können",
                "1. Heute: Ändern Sie Ihr Passwort überall, wo Sie es benutzen.\n2. Heute: Sprechen Sie mit Ihrer Bank.\n3. Geben Sie keine Codes weiter.\n4. Gehen Sie zur Polizei, wenn Sie fremde Verträge sehen.",
            ),
            contact: "Kontakt",
            closing: "Es tut uns leid. Wir schreiben Ihnen bis 13. Oktober 2023 wieder.\n\nZeichen BR-2023-0012, Version 1.",
        },
        "fr" => Said {
            subject: "Lunamobile : une violation concerne vos données",
            greeting: "Bonjour [[name|et bienvenue]],",
            summary: (
                "Ce qui s'est passé",
                "Le 29 septembre 2023 à 12:00, heure de Paris, quelqu'un a copié des données sans autorisation. Les vôtres en font partie.",
            ),
            data: (
                "Vos données",
                "Ont été copiés : nom, adresse, mot de passe, données de carte et copie de la pièce d'identité.",
            ),
            consequences: (
                "Ce que cela peut entraîner",
                "- Quelqu'un peut se connecter à votre place.\n- Quelqu'un peut prélever de l'argent sur votre compte.\n- Quelqu'un peut signer un contrat en votre nom.\n- Des inconnus peuvent se faire passer pour nous.",
            ),
            advice: (
                "Ce que vous pouvez faire",
                "1. Aujourd'hui : changez votre mot de passe partout.\n2. Aujourd'hui : prévenez votre banque.\n3. Ne donnez pas de codes au téléphone.\n4. Portez plainte si un contrat n'est pas de vous.",
            ),
            contact: "Contact",
            closing: "Nous sommes désolés. Nous vous écrirons avant le 13 octobre 2023.\n\nRéférence BR-2023-0012, version 1.",
        },
        "es" => Said {
            subject: "Lunamobile: una brecha de datos afecta a sus datos",
            greeting: "Hola, [[name|buenos días]]:",
            summary: (
                "Qué ha pasado",
                "El 29 de septiembre de 2023, a las 12:00 (hora peninsular), alguien copió datos sin permiso. Los suyos están entre ellos.",
            ),
            data: (
                "Sus datos",
                "Se copiaron nombre, dirección, contraseña, datos de la tarjeta y copia del documento.",
            ),
            consequences: (
                "Qué puede suponer",
                "- Alguien puede entrar en su cuenta.\n- Alguien puede hacer cargos en su cuenta.\n- Alguien puede firmar un contrato a su nombre.\n- Alguien puede hacerse pasar por nosotros.",
            ),
            advice: (
                "Qué puede hacer",
                "1. Hoy: cambie su contraseña en todas partes.\n2. Hoy: hable con su banco.\n3. No dé códigos por teléfono.\n4. Denuncie los contratos que no ha firmado.",
            ),
            contact: "Contacto",
            closing: "Lamentamos lo ocurrido. Le escribiremos antes del 13 de octubre de 2023.\n\nReferencia BR-2023-0012, versión 1.",
        },
        _ => Said {
            subject: "Lunamobile: a personal data breach concerns your data",
            greeting: "Dear [[name|customer]],",
            summary: (
                "What happened",
                "On 29 September 2023, 12:00 (CEST), somebody without permission copied customer records. Yours is among them.",
            ),
            data: (
                "Your data",
                "What was copied: name, address, password, card details and the copy of your identity card.",
            ),
            consequences: (
                "What this can mean",
                "- Somebody could sign in as you.\n- Somebody could charge your card.\n- Somebody could sign a contract in your name.\n- Strangers could pose as us.",
            ),
            advice: (
                "What you can do",
                "1. Today: change your password wherever you use it.\n2. Today: tell your bank.\n3. Give no codes to callers.\n4. Report contracts you did not sign to the police.",
            ),
            contact: "Contact",
            closing: "We are sorry that this happened. We will write to you again by 13 October 2023.\n\nReference BR-2023-0012, version 1.",
        },
    }
}

pub fn skeleton(tag: &str) -> Draft {
    let said = said(tag);
    let block =
        |id: &str, heading: &str, body: &str| Block { id: id.into(), heading: heading.into(), body: body.into() };
    Draft {
        kind: NoticeKind::PeopleEmail,
        language: language(tag),
        subject: said.subject.into(),
        blocks: vec![
            block("greeting", "", said.greeting),
            block("summary", said.summary.0, said.summary.1),
            block("data", said.data.0, said.data.1),
            block("consequences", said.consequences.0, said.consequences.1),
            block("advice", said.advice.0, said.advice.1),
            block("contact", said.contact, CONTACT),
            block("closing", "", said.closing),
        ],
    }
}
