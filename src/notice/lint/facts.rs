//! Rules that hold the text against what the desk knows: contact, links, languages, the earlier filing, names of people, the channel.

use super::{Form, Look};
use crate::notice::clean::one_line;

pub(super) fn check(look: &mut Look<'_>) {
    contact(look);
    links(look);
    addresses(look);
    names(look);
    supplement(look);
    recipient(look);
    channel(look);
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).collect()
}

/// L04: who answers, and two ways to reach them, as the text itself says them.
fn contact(look: &mut Look<'_>) {
    if !look.asks("L04") {
        return;
    }
    let dpo = &look.input.facts.frame.dpo;
    let hotline = &look.input.facts.frame.hotline;
    let text = squeezed(look.input.text);
    let says = |value: &str| {
        let value = squeezed(value);
        !value.is_empty() && text.contains(&value)
    };
    let ways = [&dpo.email, &dpo.pec, &dpo.phone, &dpo.post, &hotline.email, &hotline.phone, &hotline.post];
    let told = ways.into_iter().filter(|way| says(way)).count();
    let named = says(&dpo.name) || says(&hotline.name);
    let unanswered: Vec<String> = [&dpo.email, &hotline.email]
        .into_iter()
        .filter(|email| says(email))
        .filter(|email| {
            let name = email.split('@').next().unwrap_or_default().to_lowercase();
            !is_address(email) || look.limits.no_reply.contains(&name)
        })
        .cloned()
        .collect();
    if !named || told < 2 {
        look.add_whole("L04", "");
    }
    unanswered.iter().for_each(|email| look.add_whole("L04", email));
    misspelt(look).into_iter().for_each(|(line, word)| look.add("L04", line, &word));
}

/// What is written like an address and is none: nobody who answers it is ever heard.
fn misspelt(look: &Look<'_>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, part) in look.page.numbered() {
        for word in part.text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '.' | '_'));
            let word = word.trim_end_matches('.');
            if word.contains('@') && !is_address(word) {
                found.push((line, word.to_owned()));
            }
        }
    }
    found
}

fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || "._-+'".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    name.split('.').all(|part| !part.is_empty() && part.chars().all(plain))
        && domain.contains('.')
        && domain.split('.').all(label)
        && top.chars().count() >= 2
        && !top.chars().all(|c| c.is_ascii_digit())
}

/// A web address as written.
struct Link {
    source: String,
    secure: bool,
    host: String,
    path: String,
}

fn links_in(text: &str) -> Vec<Link> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')'));
    words
        .filter_map(|word| {
            let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            let lower = word.to_lowercase();
            let secure = lower.starts_with("https://");
            let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
            let rest = rest.or_else(|| lower.starts_with("www.").then_some(lower.as_str()))?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            let host = host.rsplit('@').next().unwrap_or(host).split(':').next().unwrap_or(host);
            let secure = secure || lower.starts_with("www.");
            Some(Link { source: word.to_owned(), secure, host: host.to_owned(), path: path.to_owned() })
        })
        .collect()
}

/// L11 and L12. Whether an address answers is the network's to say.
fn links(look: &mut Look<'_>) {
    let mut found: Vec<(&'static str, usize, String)> = Vec::new();
    let own = &look.input.desk.own_domains;
    for (line, part) in look.page.numbered() {
        for link in links_in(&part.text) {
            let ours = own.iter().any(|domain| is_below(&link.host, domain));
            let short = look.limits.shorteners.iter().any(|domain| is_below(&link.host, domain));
            let tracks = look.limits.tracking.iter().any(|mark| link.path.contains(mark.as_str()));
            // A number for a host, or letters that only look like others, are of nobody's own domain.
            let odd = link.host.split('.').all(|label| label.bytes().all(|b| b.is_ascii_digit()))
                || link.host.split('.').any(|label| label.starts_with("xn--"))
                || !link.host.is_ascii();
            if !link.secure || !ours || short || tracks || odd {
                found.push(("L11", line, link.source.clone()));
            }
            let bare = matches!(link.path.as_str(), "" | "/") && ours;
            if look.input.form == Form::TextMessage && !bare {
                found.push(("L12", line, link.source));
            }
        }
    }
    for (address, name) in clicked(look) {
        found.push(("L11", 0, address));
        if name {
            found.push(("L35", 0, "<a>".to_owned()));
        }
    }
    found.into_iter().for_each(|(rule, line, words)| look.add(rule, line, &words));
}

fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.to_lowercase();
    host == domain || host.strip_suffix(&domain).is_some_and(|head| head.ends_with('.'))
}

/// Links of the HTML that lead elsewhere than to our own domains, and whether they have no words of their own.
fn clicked(look: &Look<'_>) -> Vec<(String, bool)> {
    let anchors = look.page.tags.iter().filter(|tag| tag.name == "a");
    anchors
        .filter_map(|tag| {
            let (_, after) = tag.attributes.split_once("href=")?;
            let address = after.trim_start_matches(['"', '\'']).split(['"', '\'', ' ']).next()?.to_owned();
            let link = links_in(&address).into_iter().next();
            let ours = link.is_some_and(|link| {
                link.secure && look.input.desk.own_domains.iter().any(|domain| is_below(&link.host, domain))
            });
            (!ours && !address.starts_with('#')).then_some((address, false))
        })
        .collect()
}

/// L40: addresses that are no contact point.
fn addresses(look: &mut Look<'_>) {
    if !look.asks("L40") {
        return;
    }
    let frame = &look.input.facts.frame;
    let contacts: Vec<String> = [&frame.dpo, &frame.hotline]
        .into_iter()
        .flat_map(|contact| [contact.email.to_lowercase(), contact.pec.to_lowercase(), contact.post.to_lowercase()])
        .filter(|contact| !contact.is_empty())
        .collect();
    let mut found = Vec::new();
    for (line, part) in look.page.numbered() {
        for word in part.text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if is_address(&word) && !contacts.iter().any(|contact| contact.contains(&word)) {
                found.push((line, word));
            }
        }
    }
    found.into_iter().for_each(|(line, words)| look.add("L40", line, &words));
}

/// L40: names that were handed in.
fn names(look: &mut Look<'_>) {
    let frame = &look.input.facts.frame;
    let contact_points = [one_line(&frame.dpo.name), one_line(&frame.hotline.name)];
    let mut found = Vec::new();
    for (line, part) in look.page.numbered() {
        for name in look.input.desk.names.iter().filter(|name| name.contains(' ') && !contact_points.contains(name)) {
            if part.text.contains(name.as_str()) {
                found.push((line, name.clone()));
            }
        }
    }
    found.into_iter().for_each(|(line, words)| look.add("L40", line, &words));
}

/// L38: a supplement names the earlier filing and repeats nothing.
fn supplement(look: &mut Look<'_>) {
    if !look.asks("L38") {
        return;
    }
    let frame = &look.input.facts.frame;
    let numbers = frame.earlier.iter().map(|filing| filing.number.trim()).chain([frame.authority_reference.trim()]);
    let mut unnamed: Vec<String> = numbers
        .filter(|number| !number.is_empty() && !look.input.text.contains(one_line(number).as_str()))
        .map(str::to_owned)
        .collect();
    unnamed.dedup();
    // An authority that gave no number has its filing named by the day; without either, nobody knows what is followed.
    if frame.earlier.is_empty() && frame.authority_reference.trim().is_empty() {
        unnamed.push(String::new());
    }
    unnamed.iter().for_each(|number| look.add_whole("L38", number));
    // The second notification of Regulation 611/2013 holds Annex I, section 2 whole: what the form asks for again is no repetition.
    if look.input.form == Form::TelecomSecond {
        return;
    }
    let before: std::collections::BTreeSet<&str> =
        look.input.desk.earlier.iter().flat_map(|earlier| earlier.text.lines()).map(str::trim).collect();
    let repeated = look.page.numbered().find(|(_, part)| {
        part.is_prose() && part.text.split_whitespace().count() > 8 && before.contains(part.text.as_str())
    });
    if let Some((line, text)) = repeated.map(|(line, part)| (line, part.text.clone())) {
        look.add("L38", line, &text);
    }
}

/// L37: a language that the authority takes. Fields, limits and the subject line are the form's and the content rules'.
fn recipient(look: &mut Look<'_>) {
    let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let taken = &look.input.desk.languages_taken;
    if !taken.is_empty() && !taken.iter().any(|tag| primary(tag) == primary(look.input.language)) {
        let taken = taken.join(", ");
        look.add_whole("L37", &taken);
    }
}

/// L44, as far as the desk itself knows the channel.
fn channel(look: &mut Look<'_>) {
    if look.input.desk.channel_compromised {
        look.add_whole("L44", "");
    }
    if let Some(sender) = look.input.desk.sender_domain.clone()
        && !look.input.desk.own_domains.iter().any(|domain| is_below(&sender.to_lowercase(), domain))
    {
        look.add_whole("L44", &sender);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_words() {
        assert!(is_address("dpo@luna.example.org") && is_address("o'neill+a@mail.example"));
        for text in [
            "dpo",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a@.example",
            "a..b@example.org",
            "a@example.o",
            "a@-x.example",
            "a@192.0.2.1",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }

    #[test]
    fn a_link_is_cut_into_host_and_path() {
        let found = links_in("See https://luna.example.org/a?x=1, or www.luna.example.it.");
        let told: Vec<_> = found.iter().map(|l| (l.host.as_str(), l.path.as_str(), l.secure)).collect();
        assert_eq!(told, [("luna.example.org", "/a?x=1", true), ("www.luna.example.it", "", true)]);
        assert!(
            is_below("www.luna.example.org", "luna.example.org")
                && !is_below("evilluna.example.org", "luna.example.org")
        );
    }
}
