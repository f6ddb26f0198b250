//! Reads Rust source just far enough to see which modules, crates and SQL it mentions.

/// A path that starts in the house (`crate::store`) or outside of it (`diesel::prelude`).
#[derive(Debug, PartialEq, Eq)]
pub enum Mention {
    /// The first segment after the crate's root.
    Part(String),
    /// The first and the second segment of a path that starts with another name; the second is empty if there is none.
    Outside(String, String),
}

/// Identifiers, `::` and single signs; comments, texts, characters and lifetimes are left out.
pub fn code_tokens(text: &str) -> Vec<String> {
    pieces(text)
        .into_iter()
        .filter_map(|piece| if let Piece::Token(token) = piece { Some(token) } else { None })
        .collect()
}

/// String literals that are SQL by their first words.
pub fn sql_texts(text: &str) -> impl Iterator<Item = String> {
    const STARTS: [&str; 6] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA "];
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Text(literal) if STARTS.iter().any(|start| literal.trim_start().starts_with(start)) => Some(literal),
        _ => None,
    })
}

/// Leaves out every `#[cfg(test)]` item that has a body or ends with a semicolon.
pub fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().zip(MARK).filter(|(token, mark)| token == mark).count() == MARK.len() {
            at = end_of_item(&tokens, at + MARK.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Every path in `tokens`, which are of the module `module` (`["store", "cases"]`).
pub fn mentions(tokens: &[String], module: &[String]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut in_use = false;
    while at < tokens.len() {
        in_use = match tokens[at].as_str() {
            "use" | "extern" => true,
            ";" => false,
            _ => in_use,
        };
        let inside_a_path =
            at > 0 && (tokens[at - 1] == "." || (tokens[at - 1] == "::" && at > 1 && is_segment(&tokens[at - 2])));
        if !is_name(&tokens[at]) || inside_a_path {
            at += 1;
            continue;
        }
        let head = tokens[at].as_str();
        let (root, mut next) = climb(tokens, at, module);
        // `use lettre;` and `use lettre as post;` have no `::` to go by.
        let whole = in_use && at > 0 && matches!(tokens[at - 1].as_str(), "use" | "crate" | "{" | ",");
        match (root, head) {
            (Root::House, _) => found.extend(firsts(tokens, next).into_iter().map(Mention::Part)),
            (Root::Here, _) => {}
            (Root::Outside, _) if tokens.get(at + 1).is_some_and(|token| token == "::") => {
                next = at + 2;
                let mut seconds = firsts(tokens, next);
                if seconds.is_empty() {
                    seconds.push(String::new());
                }
                found.extend(seconds.into_iter().map(|second| Mention::Outside(head.to_owned(), second)));
            }
            (Root::Outside, _) if whole => found.push(Mention::Outside(head.to_owned(), String::new())),
            (Root::Outside, _) => {}
        }
        // What stands in the braces of a path belongs to that path.
        at = if tokens.get(next).is_some_and(|token| token == "{") && tokens[next - 1] == "::" {
            matching(tokens, next)
        } else {
            next.max(at + 1)
        };
    }
    found
}

enum Root {
    House,
    Here,
    Outside,
}

/// Resolves `crate::`, `breachdesk::`, `self::` and `super::`; gives where the path goes on.
fn climb(tokens: &[String], at: usize, module: &[String]) -> (Root, usize) {
    let leads = |at: usize| tokens.get(at + 1).is_some_and(|token| token == "::");
    match tokens[at].as_str() {
        "crate" | "breachdesk" if leads(at) => (Root::House, at + 2),
        "self" | "Self" => (Root::Here, at + 1),
        "super" => {
            let (mut steps, mut at) = (0, at);
            while tokens.get(at).is_some_and(|token| token == "super") && leads(at) {
                steps += 1;
                at += 2;
            }
            (if steps >= module.len() { Root::House } else { Root::Here }, at)
        }
        _ => (Root::Outside, at + 1),
    }
}

/// The first segments at `at`: one name, or the first name of each entry of a brace group.
fn firsts(tokens: &[String], at: usize) -> Vec<String> {
    match tokens.get(at) {
        Some(token) if is_name(token) => vec![token.clone()],
        Some(token) if token == "{" => {
            let mut names = Vec::new();
            let (mut depth, mut expects) = (0, false);
            for token in &tokens[at..matching(tokens, at)] {
                match token.as_str() {
                    "{" => {
                        depth += 1;
                        expects = depth == 1;
                    }
                    "}" => depth -= 1,
                    "," => expects = depth == 1,
                    name if expects && is_name(name) => {
                        names.push(name.to_owned());
                        expects = false;
                    }
                    _ => expects = false,
                }
            }
            names
        }
        _ => Vec::new(),
    }
}

/// Just behind the brace that closes the one at `open`.
fn matching(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn end_of_item(tokens: &[String], at: usize) -> usize {
    match tokens.iter().enumerate().skip(at).find(|(_, token)| matches!(token.as_str(), "{" | ";")) {
        Some((open, token)) if token == "{" => matching(tokens, open),
        Some((end, _)) => end + 1,
        None => tokens.len(),
    }
}

/// A name that can stand before `::`; in `&mut ::diesel::X` the `mut` cannot.
fn is_segment(token: &str) -> bool {
    const NO_SEGMENTS: [&str; 10] = ["use", "mut", "dyn", "impl", "as", "in", "return", "where", "for", "else"];
    is_name(token) && !NO_SEGMENTS.contains(&token)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

enum Piece {
    Token(String),
    Text(String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let at_is = |at: usize, what: &str| what.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if at_is(at, "//") {
            while chars.get(at).is_some_and(|c| *c != '\n') {
                at += 1;
            }
        } else if at_is(at, "/*") {
            let mut depth = 0;
            while at < chars.len() {
                if at_is(at, "/*") {
                    depth += 1;
                    at += 2;
                } else if at_is(at, "*/") {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    at += 1;
                }
            }
        } else if let Some((literal, end)) = raw_text(&chars, at) {
            pieces.push(Piece::Text(literal));
            at = end;
        } else if c == '"' {
            let start = at + 1;
            at = start;
            while chars.get(at).is_some_and(|c| *c != '"') {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            let end = at.min(chars.len());
            pieces.push(Piece::Text(chars[start..end].iter().collect()));
            at += 1;
        } else if c == '\'' {
            at = after_quote(&chars, at);
        } else if c.is_alphanumeric() || c == '_' {
            let start = at;
            while chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                at += 1;
            }
            pieces.push(Piece::Token(chars[start..at].iter().collect()));
        } else if at_is(at, "::") {
            pieces.push(Piece::Token("::".to_owned()));
            at += 2;
        } else {
            if !c.is_whitespace() {
                pieces.push(Piece::Token(c.to_string()));
            }
            at += 1;
        }
    }
    pieces
}

/// `r"…"`, `r#"…"#`, `br"…"` at `at`: the literal and where it ends.
fn raw_text(chars: &[char], at: usize) -> Option<(String, usize)> {
    if at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') {
        return None;
    }
    let mut open = at + usize::from(chars.get(at) == Some(&'b'));
    if chars.get(open) != Some(&'r') {
        return None;
    }
    open += 1;
    let hashes = chars[open..].iter().take_while(|c| **c == '#').count();
    if chars.get(open + hashes) != Some(&'"') {
        return None;
    }
    let start = open + hashes + 1;
    let closes = |at: usize| {
        chars[at] == '"' && chars[at + 1..].iter().take_while(|c| **c == '#').take(hashes).count() == hashes
    };
    let end = (start..chars.len()).find(|at| closes(*at))?;
    Some((chars[start..end].iter().collect(), end + 1 + hashes))
}

/// Behind a character literal, or behind the quote of a lifetime.
fn after_quote(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        let end = (at + 3..chars.len()).find(|at| chars[*at] == '\'');
        return end.map_or(chars.len(), |end| end + 1);
    }
    if chars.get(at + 2) == Some(&'\'') { at + 3 } else { at + 1 }
}
