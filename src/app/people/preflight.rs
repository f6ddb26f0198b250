//! Before a mail-out starts: what could make it fail or look like a fraud, looked at once more and shown (M5). Nothing here stops it; a
//! full disk does, when it is started.

use super::{AppResult, Ctx, PREPARERS, case_for, communication, texts};
use crate::app::mail_settings::{MailSecurity, MailServer};
use crate::app::member::SignedIn;
use crate::app::{disk, mail_settings, organisation};
use crate::domain::case::{Case, Communication};
use crate::store::Conn;
use crate::words;

words! {
    /// What is looked at, in the order of the page.
    Point {
        Server = "server",
        Encryption = "encryption",
        Sender = "sender",
        Records = "records",
        Size = "size",
        Links = "links",
        Rate = "rate",
        Room = "room",
    }
}

words! {
    /// `Open` is what this program cannot see.
    Finding { Good = "good", Bad = "bad", Open = "open" }
}

/// One line of the check; `detail` is a name or a figure for its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub point: Point,
    pub finding: Finding,
    pub detail: String,
}

/// Large mail providers cut longer messages off.
const LARGEST_BYTES: usize = 100 * 1024;

/// Looks at everything.
pub fn check(ctx: &Ctx, who: &SignedIn, reference: &str, number: u32) -> AppResult<Vec<Looked>> {
    let server = mail_settings::load(ctx)?;
    let (from, longest, links, people) = ctx.store.read(|conn| {
        let case = case_for(conn, who, reference, PREPARERS)?;
        let mail_out = communication(&case, number)?;
        let (_, settings) = organisation::load(conn, case.organisation)?;
        let (longest, links) = messages(ctx, conn, &case, mail_out)?;
        Ok::<_, crate::app::AppError>((
            settings.sender.map(|from| from.address),
            longest,
            links,
            mail_out.counts.accepted,
        ))
    })?;
    let looked = |point, finding, detail: &str| Looked { point, finding, detail: detail.to_owned() };
    let mut all = of_server(server.as_ref(), from.as_deref());
    let fits = if longest <= LARGEST_BYTES { Finding::Good } else { Finding::Bad };
    all.push(looked(Point::Size, fits, &longest.div_ceil(1024).to_string()));
    all.push(looked(Point::Links, if links == 0 { Finding::Good } else { Finding::Bad }, &links.to_string()));
    if let Some(server) = &server {
        let finding = if server.limits.per_domain_per_minute == 0 { Finding::Open } else { Finding::Good };
        all.push(looked(Point::Rate, finding, &server.limits.per_domain_per_minute.to_string()));
    }
    let room = disk::room_for(ctx, people, disk::BYTES_PER_MESSAGE);
    all.push(looked(Point::Room, if room.is_ok() { Finding::Good } else { Finding::Bad }, ""));
    Ok(all)
}

fn of_server(server: Option<&MailServer>, from: Option<&str>) -> Vec<Looked> {
    let looked = |point, finding, detail: String| Looked { point, finding, detail };
    let Some(server) = server else {
        return vec![looked(Point::Server, Finding::Bad, String::new())];
    };
    let plain = server.security == MailSecurity::Plain;
    let (desk, from) = (domain(&server.sender_address), from.map(domain).unwrap_or_default());
    let aligned = if from.is_empty() || from == desk { Finding::Good } else { Finding::Bad };
    let asked = if from.is_empty() { desk.clone() } else { from.clone() };
    vec![
        looked(Point::Server, Finding::Good, server.host.clone()),
        looked(
            Point::Encryption,
            if plain { Finding::Bad } else { Finding::Good },
            server.security.as_str().to_owned(),
        ),
        looked(
            Point::Sender,
            aligned,
            if aligned == Finding::Good { asked.clone() } else { format!("{from} / {desk}") },
        ),
        // The records of a domain stand in the DNS; asking it is not this program's trade.
        looked(Point::Records, Finding::Open, asked),
    ]
}

fn domain(address: &str) -> String {
    address.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase()).unwrap_or_default()
}

/// The length of the longest message in bytes, and how many links all of them hold.
fn messages(ctx: &Ctx, conn: &mut Conn, case: &Case, mail_out: &Communication) -> AppResult<(usize, usize)> {
    let (mut longest, mut links) = (0, 0);
    for notice in mail_out.notices.values() {
        let rendered = texts::rendered(ctx, conn, case, *notice)?;
        longest = longest.max(rendered.html.len() + rendered.text.len());
        links += rendered.text.matches("http://").count() + rendered.text.matches("https://").count();
    }
    Ok((longest, links))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::mail_settings::MailLimits;

    fn server(security: MailSecurity, sender: &str) -> MailServer {
        MailServer {
            host: "mail.example.org".into(),
            port: 465,
            security,
            user: String::new(),
            password: "".into(),
            sender_name: "Desk".into(),
            sender_address: sender.into(),
            bounce_address: String::new(),
            limits: MailLimits::default(),
        }
    }

    fn found(server: Option<&MailServer>, from: &str) -> Vec<(Point, Finding)> {
        of_server(server, Some(from)).into_iter().map(|looked| (looked.point, looked.finding)).collect()
    }

    #[test]
    fn a_missing_server_an_open_connection_and_a_foreign_sender_are_found() {
        use Finding::{Bad, Good, Open};
        assert_eq!(found(None, "dpo@example.org"), [(Point::Server, Bad)]);
        let good = server(MailSecurity::Tls, "desk@EXAMPLE.org");
        assert_eq!(
            found(Some(&good), "dpo@example.org"),
            [(Point::Server, Good), (Point::Encryption, Good), (Point::Sender, Good), (Point::Records, Open)]
        );
        let bad = server(MailSecurity::Plain, "desk@example.net");
        assert_eq!(
            found(Some(&bad), "dpo@example.org"),
            [(Point::Server, Good), (Point::Encryption, Bad), (Point::Sender, Bad), (Point::Records, Open)]
        );
    }
}
