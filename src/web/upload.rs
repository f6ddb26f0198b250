//! A file on its way in: streamed to whoever takes it, counted as it comes.

use actix_multipart::{Field, Multipart};
use actix_web::web::Bytes;
use futures_util::StreamExt;

use super::problem::Problem;

/// Longest text part of a multipart form, in bytes; a field's own bound is tighter and answers with a sentence at the field.
const TEXT_PART: usize = 4 << 20;

pub struct Upload {
    /// The form's field.
    pub field: String,
    /// The name the browser gave, without folders and control characters. For display; never a path.
    pub file_name: String,
    /// What the browser says it is. Never believed.
    pub content_type: String,
    part: Field,
    /// The stream that the part is read from; a part whose form is dropped breaks off.
    _form: Multipart,
    most: u64,
    seen: u64,
}

impl Upload {
    /// The next piece; none at the end.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] past the route's limit, [`Problem::Unreadable`] when the stream breaks.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        match self.part.next().await {
            None => Ok(None),
            Some(Err(_)) => Err(Problem::Unreadable("problem-bad-form")),
            Some(Ok(bytes)) => {
                self.seen += bytes.len() as u64;
                if self.seen > self.most { Err(Problem::TooLarge) } else { Ok(Some(bytes)) }
            }
        }
    }

    /// The whole file, for small ones.
    pub async fn all(&mut self) -> Result<Vec<u8>, Problem> {
        let mut whole = Vec::new();
        while let Some(piece) = self.chunk().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }
}

/// Reads the text parts up to the first file that has a name; the file itself is left to the page. A chosen file must come last, so that
/// the form token is checked before a byte of it is read.
pub async fn read(mut parts: Multipart, most: u64) -> Result<(Vec<(String, String)>, Option<Upload>), Problem> {
    let mut fields = Vec::new();
    let mut total = 0;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Problem::Unreadable("problem-bad-form"))?;
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(clean_name);
        if let Some(file_name) = file_name {
            if file_name.is_empty() {
                // A file control that was left empty arrives as a nameless empty file.
                while let Some(piece) = part.next().await {
                    let piece = piece.map_err(|_| Problem::Unreadable("problem-bad-form"))?;
                    if !piece.is_empty() {
                        return Err(Problem::Unreadable("problem-upload-order"));
                    }
                }
                continue;
            }
            let content_type = part.content_type().map(ToString::to_string).unwrap_or_default();
            let upload = Upload { field: name, file_name, content_type, part, _form: parts, most, seen: 0 };
            return Ok((fields, Some(upload)));
        }
        let mut text = Vec::new();
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|_| Problem::Unreadable("problem-bad-form"))?;
            total += piece.len();
            if total > TEXT_PART {
                return Err(Problem::TooLarge);
            }
            text.extend_from_slice(&piece);
        }
        fields.push((name, String::from_utf8_lossy(&text).into_owned()));
    }
    Ok((fields, None))
}

/// The last part of a path, without characters that could end up in a header, a terminal or a right-to-left disguise.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let disguise = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    last.chars().filter(|c| !c.is_control() && !disguise(*c)).take(120).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_never_a_path_and_never_a_disguise() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\temp\\list.csv"), "list.csv");
        assert_eq!(clean_name("invoice\u{202e}fdp.exe\r\nX: y"), "invoicefdp.exeX: y");
    }
}
