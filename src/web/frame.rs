//! What stands around every page: title, navigation, language, theme, the demo's band, the clock.

use chrono_tz::Tz;

use super::assets;
use super::i18n::{IntoArg, Lang, Words};
use crate::app::counted::Counted;
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::words;

words! {
    /// The choice of a person; rendered by the server, so that nothing flashes.
    Theme { System = "system", Light = "light", Dark = "dark" }
}

/// A place in the main navigation: message key, address, and who sees it.
pub struct Place {
    pub key: &'static str,
    pub href: &'static str,
    pub roles: &'static [Role],
}

use Role::{Admin, Auditor, Controller, Dpo, Handler, Reporter};

/// The main navigation, in order. A place that a person may not enter is not shown.
pub const PLACES: &[Place] = &[
    Place { key: "nav-home", href: "/", roles: &[Handler, Dpo, Controller, Auditor] },
    Place { key: "nav-cases", href: "/cases", roles: &[Handler, Dpo, Controller, Auditor] },
    Place { key: "nav-reports", href: "/reports", roles: &[Handler, Dpo] },
    Place { key: "nav-new-report", href: "/reports/new", roles: &[Reporter, Handler, Dpo, Controller, Auditor, Admin] },
    Place { key: "nav-people", href: "/people", roles: &[Handler, Dpo, Controller, Auditor, Admin] },
    Place { key: "nav-register", href: "/register", roles: &[Dpo, Controller, Auditor] },
    Place { key: "nav-rules", href: "/rules", roles: &[Dpo, Admin] },
    Place { key: "nav-admin", href: "/admin", roles: &[Admin] },
];

#[derive(Debug, Clone)]
pub struct Link {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// The person in the corner.
#[derive(Debug, Clone)]
pub struct Who {
    pub name: String,
    pub roles: Vec<Role>,
}

/// Everything a page template finds under `f`. Templates ask it for words and dates, and `base.html` for what surrounds them.
#[derive(Debug, Clone)]
pub struct Frame {
    pub t: &'static Words,
    pub title: String,
    /// Prefixes the title, as the first thing a screen reader says.
    pub has_problems: bool,
    /// The name beside the title and in the header: the product's, or the organisation's on its public pages.
    pub brand: String,
    pub now: At,
    pub zone: Tz,
    pub theme: Theme,
    pub who: Option<Who>,
    pub places: Vec<Link>,
    pub languages: Vec<(Lang, String)>,
    /// The sentence of the band under the header: demo or drill.
    pub band: Option<String>,
    pub drill: bool,
    pub slim: bool,
    pub wide: bool,
    /// Public pages show no staff links.
    pub public: bool,
    pub crumbs: Vec<Link>,
    /// The form token for every form of the page; empty where the page has none.
    pub token: String,
    pub footer: Vec<String>,
    /// Where the reader is, for `next` of the sign-in page.
    pub path: String,
}

impl Frame {
    pub fn plain(t: &'static Words, title: impl Into<String>, now: At, zone: Tz, path: &str) -> Self {
        let languages = Lang::ALL.iter().map(|lang| (*lang, with_language(path, *lang))).collect();
        Self {
            t,
            title: title.into(),
            has_problems: false,
            brand: "Breachdesk".to_owned(),
            now,
            zone,
            theme: Theme::System,
            who: None,
            places: Vec::new(),
            languages,
            band: None,
            drill: false,
            slim: false,
            wide: false,
            public: false,
            crumbs: Vec::new(),
            token: String::new(),
            footer: Vec::new(),
            path: path.to_owned(),
        }
    }

    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    pub fn slim(mut self) -> Self {
        self.slim = true;
        self
    }

    /// Marks the page as one with problems, where `yes`.
    pub fn problems(mut self, yes: bool) -> Self {
        self.has_problems = yes;
        self
    }

    /// The narrow column is for strangers; beside the navigation of somebody signed in it would look lost.
    pub fn is_slim(&self) -> bool {
        self.slim && self.places.is_empty()
    }

    /// The breadcrumb as it is shown. The last step is where the reader is and has no link: where the page added only those above it,
    /// its title follows.
    pub fn steps(&self) -> Vec<Link> {
        let here = self.path.split('?').next().unwrap_or_default();
        let mut steps = self.crumbs.clone();
        match steps.last_mut() {
            Some(last) if last.href.is_empty() || last.href == here => last.current = true,
            Some(_) => steps.push(Link { href: String::new(), label: self.title.clone(), current: true }),
            None => {}
        }
        steps
    }

    /// Adds a step of the breadcrumb: a page above this one, or with an empty address this one.
    pub fn crumb(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push(Link { href: href.into(), label: label.into(), current: false });
        self
    }

    pub fn text(&self, key: impl AsRef<str>) -> String {
        self.t.text(key)
    }

    /// An authority as the reader knows it.
    pub fn authority(&self, name: &str) -> String {
        self.t.authority(name)
    }

    pub fn of(&self, family: impl AsRef<str>, value: impl std::fmt::Display) -> String {
        self.t.of(family, value)
    }

    pub fn with1(&self, key: impl AsRef<str>, name: &str, value: impl IntoArg) -> String {
        self.t.with1(key, name, value)
    }

    pub fn with2(&self, key: impl AsRef<str>, n1: &str, v1: impl IntoArg, n2: &str, v2: impl IntoArg) -> String {
        self.t.with2(key, n1, v1, n2, v2)
    }

    pub fn number(&self, number: impl IntoArg) -> String {
        self.t.number(number)
    }

    /// `1,000 or more`, where nobody counted on.
    pub fn counted(&self, count: Counted) -> String {
        if count.or_more { self.with1("count-or-more", "number", count.number) } else { self.number(count.number) }
    }

    /// `Sun 4 Oct 2026, 13:00 CEST` in the frame's zone.
    pub fn moment(&self, at: &At) -> String {
        self.t.moment(*at, self.zone)
    }

    pub fn moment_in(&self, at: &At, zone: &Tz) -> String {
        self.t.moment(*at, *zone)
    }

    /// `Sun 4 Oct, 13:00`, for tables whose heading names the zone of now; across a change of the clocks with its own.
    pub fn short_moment(&self, at: &At) -> String {
        self.with_zone_if_other(at, self.t.short_moment(*at, self.zone))
    }

    /// `13:00`, with its zone where the clocks have changed between then and now: one half past two is not the other.
    pub fn clock_time(&self, at: &At) -> String {
        self.with_zone_if_other(at, self.t.clock_time(*at, self.zone))
    }

    fn with_zone_if_other(&self, at: &At, text: String) -> String {
        use chrono::Offset;
        let offset = |at: At| at.in_zone(self.zone).offset().fix();
        if offset(*at) == offset(self.now) {
            return text;
        }
        format!("{text} {}", super::i18n::zone_name(*at, self.zone))
    }

    /// `11:00 UTC`
    pub fn utc(&self, at: &At) -> String {
        format!("{} UTC", self.t.clock_time(*at, chrono_tz::UTC))
    }

    pub fn zone_name(&self) -> String {
        super::i18n::zone_name(self.now, self.zone)
    }

    /// Time from the frame's now to `at`, as words without a sign.
    pub fn left(&self, at: &At) -> String {
        self.t.duration(at.since(self.now))
    }

    pub fn is_past(&self, at: &At) -> bool {
        *at < self.now
    }

    pub fn style_href(&self) -> String {
        assets::href("style.css")
    }

    pub fn script_href(&self) -> String {
        assets::href("desk.js")
    }

    pub fn has_theme(&self) -> bool {
        self.theme != Theme::System
    }

    pub fn speaks(&self, lang: &Lang) -> bool {
        self.t.lang == *lang
    }

    pub fn icon_href(&self) -> String {
        assets::href("icon.svg")
    }

    pub fn full_title(&self) -> String {
        let title = format!("{} - {}", self.title, self.brand);
        if self.has_problems { format!("{}: {title}", self.text("frame-error-prefix")) } else { title }
    }

    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// The same page in another language: the query keeps everything but `lang`.
fn with_language(path: &str, lang: Lang) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    let kept = kept.join("&");
    if kept.is_empty() { format!("{path}?lang={lang}") } else { format!("{path}?{kept}&lang={lang}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_time_on_the_other_side_of_a_change_of_the_clocks_carries_its_zone() {
        let at = |text: &str| At::parse(text).unwrap();
        let rome = chrono_tz::Europe::Rome;
        let frame = Frame::plain(Lang::En.words(), "x", at("2026-10-25T08:00:00Z"), rome, "/");
        assert_eq!(frame.short_moment(&at("2026-10-25T00:30:00Z")), "Sun 25 Oct, 02:30 CEST");
        assert_eq!(frame.short_moment(&at("2026-10-25T01:30:00Z")), "Sun 25 Oct, 02:30");
        assert_eq!(frame.clock_time(&at("2026-10-25T00:30:00Z")), "02:30 CEST");
    }

    #[test]
    fn a_breadcrumb_ends_with_the_page_itself_and_links_every_page_above_it() {
        let at = At::parse("2026-10-04T06:26:00Z").unwrap();
        let frame = |path: &str| Frame::plain(Lang::En.words(), "Mail server", at, chrono_tz::Europe::Rome, path);
        let shown = |frame: Frame| -> Vec<(String, bool)> {
            frame.steps().into_iter().map(|step| (step.label, step.current)).collect()
        };
        let above = frame("/admin/mail?done=saved").crumb("/admin", "Administration");
        assert_eq!(shown(above), [("Administration".to_owned(), false), ("Mail server".to_owned(), true)]);
        let whole = frame("/cases/BR-2026-0001").crumb("/cases", "Cases").crumb("/cases/BR-2026-0001", "BR-2026-0001");
        assert_eq!(shown(whole), [("Cases".to_owned(), false), ("BR-2026-0001".to_owned(), true)]);
        assert!(shown(frame("/")).is_empty());
    }

    #[test]
    fn the_language_links_keep_the_page_and_its_filters() {
        assert_eq!(with_language("/register?year=2026&lang=en", Lang::It), "/register?year=2026&lang=it");
        assert_eq!(with_language("/", Lang::It), "/?lang=it");
    }
}
