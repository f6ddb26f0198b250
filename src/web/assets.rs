//! Style, script and icon: embedded, addressed by their content, so that a browser may keep them for ever.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static"]
struct Static;

/// The address of a file, with the start of its SHA-256 in it: `/static/1f0c…/style.css`. A changed file has a new address.
pub fn href(name: &str) -> String {
    format!("/static/{}/{name}", version(name))
}

/// The digest was taken when the file was built in: every page names three files, and none of them is read for it.
fn version(name: &str) -> String {
    Static::get(name).map(|file| hex::encode(&file.metadata.sha256_hash()[..6])).unwrap_or_default()
}

/// The file at that address; none for an unknown name or an old content hash.
pub fn serve(hash: &str, name: &str) -> Option<HttpResponse> {
    let file = Static::get(name)?;
    if hash != version(name) {
        return None;
    }
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let answer = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.data.into_owned());
    Some(answer)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_style_sheet_stays_small() {
        assert!(Static::get("style.css").unwrap().data.len() < 25_600);
        assert!(Static::get("desk.js").unwrap().data.len() < 5_000);
    }

    #[test]
    fn only_the_current_content_has_an_address() {
        let address = href("style.css");
        let hash = address.split('/').nth(2).unwrap();
        assert!(
            hex::encode(Sha256::digest(&Static::get("style.css").unwrap().data)).starts_with(hash) && hash.len() == 12
        );
        assert!(serve(hash, "style.css").is_some());
        assert!(serve("000000000000", "style.css").is_none());
        assert!(serve(hash, "../Cargo.toml").is_none());
    }
}
