//! Answering with a PDF or a DOCX of our own making, as a file to keep.

use actix_web::HttpResponse;
use actix_web::http::header;

/// `name` is ours: letters, digits, dots and dashes.
pub fn answer(name: &str, bytes: Vec<u8>) -> HttpResponse {
    kept("application/pdf", name, bytes)
}

/// The same with a DOCX.
pub fn editable(name: &str, bytes: Vec<u8>) -> HttpResponse {
    kept("application/vnd.openxmlformats-officedocument.wordprocessingml.document", name, bytes)
}

fn kept(media_type: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}
