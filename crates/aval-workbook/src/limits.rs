//! What one reading may cost. Hostile workbooks are refused on what they declare, then on
//! what they really unpack to.

/// Bounds of one reading. The default suits a server with little memory: a reading stays
/// under 256 MiB and a few seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
    /// Entries of the archive.
    pub entries: usize,
    /// All entries of the archive together once unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Unpacked size over packed size of an entry larger than a mebibyte. Formatting down to
    /// the last possible row reaches 370; deflate cannot exceed 1,032.
    pub ratio: u64,
    /// Texts kept in memory, in bytes.
    pub text_bytes: usize,
    /// Filled cells kept in memory.
    pub cells: usize,
    /// Longest cell, in UTF-16 code units: what a spreadsheet program can hold.
    pub cell_length: usize,
    /// Findings listed before the reading stops.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            entries: 2_000,
            unpacked_bytes: 128 << 20,
            ratio: 700,
            text_bytes: 64 << 20,
            cells: 1_500_000,
            cell_length: 32_767,
            findings: 20_000,
        }
    }
}
