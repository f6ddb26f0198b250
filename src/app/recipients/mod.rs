//! The recipients file: read as a stream, understood, checked row by row, and kept sealed until somebody accepts it.
//!
//! In reading order: [`encoding`] and [`separator`] find out how the file was written, [`columns`] what its columns mean,
//! [`address`] and [`language`] read single cells, [`scan`] walks the rows, [`waiting`] keeps the upload between its arrival
//! and its acceptance in one encrypted file, [`workbook`] makes text of a list that arrives as XLSX.

pub mod address;
pub mod columns;
pub mod encoding;
pub mod export;
pub mod language;
mod pieces;
pub mod row;
pub mod scan;
pub mod separator;
pub mod waiting;
pub mod workbook;

pub use columns::{Column, Columns};
pub use encoding::{Encoding, Sniffer};
pub use row::{Person, Problem, RowProblem};
pub use scan::{Ask, FileProblem, Found, Limits, ScanError, Seen, Summary, scan};
pub use waiting::{Upload, UploadProblem, Waiting, WaitingRoom};
