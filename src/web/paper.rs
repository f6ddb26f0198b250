//! Answering with a PDF of our own making, as a file to keep.

use actix_web::HttpResponse;
use actix_web::http::header;

/// `name` is ours: letters, digits, dots and dashes.
pub fn answer(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}
