//! Pretty-printing of messages.

/// Puts every element on a line of its own, indented by two spaces per level, as some senders do.
/// The message must be on one line, without comments.
pub fn pretty(compact: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(compact.len() * 3 / 2);
    let (mut depth, mut rest) = (0_usize, compact);
    while let Some(end) = rest.iter().position(|byte| *byte == b'>') {
        let (tag, behind) = rest.split_at(end + 1);
        let closes = tag.starts_with(b"</");
        let alone = tag.ends_with(b"/>") || tag.starts_with(b"<?");
        depth -= usize::from(closes);
        if out.last() == Some(&b'\n') {
            out.resize(out.len() + 2 * depth, b' ');
        }
        out.extend_from_slice(tag);
        depth += usize::from(!closes && !alone && tag.starts_with(b"<"));
        // The text and the end tag of a leaf stay on the same line.
        let text = behind.iter().position(|byte| *byte == b'<').unwrap_or(behind.len());
        out.extend_from_slice(&behind[..text]);
        let leaf_ends = behind[text..].starts_with(b"</") && (text > 0 || (!closes && !alone));
        if !leaf_ends {
            out.push(b'\n');
        }
        rest = &behind[text..];
    }
    while out.last() == Some(&b'\n') {
        out.pop();
    }
    out
}
