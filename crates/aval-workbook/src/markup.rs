//! Cell HTML made safe without losing a word.
//!
//! Cells come from a rich text editor by way of an exporter that rewrote `<location>` and
//! `<libellé>`, which are placeholders and not tags, as elements. A sanitiser that drops what
//! it does not know loses these words, so this one keeps them as text. Its output holds only
//! the tags of [`Tag`], well nested, without attributes except the address of a link.

use std::borrow::Cow;

use aval_core::catalogue::Html;
use quick_xml::escape::resolve_html5_entity;

use crate::identifier::is_invisible;

/// Tags that a catalogue can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Paragraph,
    Unordered,
    Ordered,
    Item,
    Break,
    Emphasis,
    Strong,
    Underline,
    Link,
}

impl Tag {
    const ALL: [Self; 9] = [
        Self::Paragraph,
        Self::Unordered,
        Self::Ordered,
        Self::Item,
        Self::Break,
        Self::Emphasis,
        Self::Strong,
        Self::Underline,
        Self::Link,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "p",
            Self::Unordered => "ul",
            Self::Ordered => "ol",
            Self::Item => "li",
            Self::Break => "br",
            Self::Emphasis => "em",
            Self::Strong => "strong",
            Self::Underline => "u",
            Self::Link => "a",
        }
    }

    /// The tag of a name, older spellings included.
    fn named(name: &str) -> Option<Self> {
        match name {
            "i" => Some(Self::Emphasis),
            "b" => Some(Self::Strong),
            name if is_block(name) => Some(Self::Paragraph),
            name => Self::ALL.into_iter().find(|tag| tag.name() == name),
        }
    }

    fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Emphasis | Self::Strong | Self::Underline | Self::Link
        )
    }

    fn is_list(self) -> bool {
        matches!(self, Self::Unordered | Self::Ordered)
    }
}

/// Blocks that become paragraphs, so that their words do not run together.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "center"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "caption"
            | "figure"
            | "figcaption"
            | "address"
            | "hr"
            | "legend"
            | "fieldset"
            | "details"
            | "summary"
    )
}

/// Tags that only carry style: taken out without a word about it.
fn is_style(name: &str) -> bool {
    matches!(
        name,
        "span"
            | "font"
            | "small"
            | "big"
            | "sub"
            | "sup"
            | "s"
            | "strike"
            | "del"
            | "ins"
            | "mark"
            | "tt"
            | "kbd"
            | "samp"
            | "abbr"
            | "acronym"
            | "cite"
            | "q"
            | "bdi"
            | "bdo"
            | "wbr"
            | "thead"
            | "tbody"
            | "tfoot"
            | "td"
            | "th"
            | "col"
            | "colgroup"
            | "html"
            | "body"
            | "head"
    )
}

/// Tags that a catalogue has no use for; taking them out is told. Their words stay.
fn is_forbidden(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "form"
            | "input"
            | "button"
            | "select"
            | "option"
            | "optgroup"
            | "textarea"
            | "label"
            | "img"
            | "picture"
            | "map"
            | "area"
            | "video"
            | "audio"
            | "source"
            | "track"
            | "canvas"
            | "svg"
            | "math"
            | "link"
            | "meta"
            | "base"
            | "frame"
            | "frameset"
            | "noframes"
            | "noscript"
            | "noembed"
            | "template"
            | "dialog"
            | "marquee"
            | "portal"
            | "slot"
            | "xmp"
            | "plaintext"
            | "bgsound"
            | "isindex"
            | "keygen"
            | "param"
    )
}

/// The tags that a programme admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admitted([bool; 9]);

impl Admitted {
    /// The tags of a list of names; every tag when the list is empty. Names that are not
    /// those of a [`Tag`] admit nothing.
    pub(crate) fn new(names: &[String]) -> Self {
        Self(Tag::ALL.map(|tag| names.is_empty() || names.iter().any(|name| name == tag.name())))
    }

    fn admits(self, tag: Tag) -> bool {
        Tag::ALL
            .iter()
            .zip(self.0)
            .any(|(known, admitted)| *known == tag && admitted)
    }
}

/// What a cell is meant to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// HTML; a cell without any tag is plain text all the same.
    Markup,
    /// Plain text, whose line breaks count.
    Plain,
}

/// A cell made safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// Safe to put on a page; empty when there is nothing to see.
    pub html: String,
    /// Markup that could do harm was taken out.
    pub removed: bool,
    /// Words between angle brackets, kept as text.
    pub unknown: Vec<String>,
    /// Names of HTML tags that were found.
    pub tags: Vec<String>,
}

/// Makes a cell safe.
pub(crate) fn clean(text: &str, source: Source, admitted: Admitted) -> Cleaned {
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let mut cleaner = Cleaner {
        rest: &text,
        whole: &text,
        writer: Writer::new(admitted, text.len()),
        cleaned: Cleaned::default(),
        opened_unknown: Vec::new(),
        foreign_until: None,
        never_closed: Vec::new(),
        effort: 64 * text.len() + 4096,
    };
    cleaner.run();
    let Cleaner {
        writer,
        mut cleaned,
        ..
    } = cleaner;
    let visible = writer.visible;
    let html = writer.finish();
    let is_plain = source == Source::Plain || cleaned.tags.is_empty();
    cleaned.html = if !visible {
        String::new()
    } else if is_plain && html.contains('\n') {
        let line = if admitted.admits(Tag::Break) {
            "<br>"
        } else {
            " "
        };
        html.replace('\n', line)
    } else if !html.contains('<') && html.contains('\n') {
        // Nothing of the markup is left; a reader of this text must not take its white space
        // for line breaks.
        html.replace('\n', " ")
    } else {
        html
    };
    cleaned
}

/// The words of a piece of safe HTML, white space made single.
pub(crate) fn words(html: &str) -> String {
    Html::new(html).words()
}

struct Cleaner<'a> {
    rest: &'a str,
    whole: &'a str,
    writer: Writer,
    cleaned: Cleaned,
    opened_unknown: Vec<String>,
    /// End of an `svg` or `math` element, inside which every tag is dropped.
    foreign_until: Option<usize>,
    /// Elements known to have no end tag further on.
    never_closed: Vec<&'static str>,
    /// Characters that may still be read in vain: a hostile cell must not cost more than its
    /// length.
    effort: usize,
}

impl<'a> Cleaner<'a> {
    fn run(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            match c {
                '<' => self.angle(),
                '&' => {
                    let (decoded, length) = entity(self.rest).unwrap_or((Cow::Borrowed("&"), 1));
                    self.writer.text(&decoded);
                    self.skip(length);
                }
                _ => {
                    let end = self.rest.find(['<', '&']).unwrap_or(self.rest.len());
                    let text = self.rest.get(..end).unwrap_or_default();
                    self.writer.text(text);
                    self.skip(end.max(1));
                }
            }
        }
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    fn position(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    /// What starts with `<`: a tag, a comment, or the character itself.
    fn angle(&mut self) {
        if self.rest.starts_with("<!--")
            && let Some(end) = self.rest.find("-->")
        {
            self.cleaned.tags.push("!--".to_owned());
            self.skip(end + 3);
            return;
        }
        if let Some(inside) = self.rest.strip_prefix("<![CDATA[")
            && let Some(end) = inside.find("]]>")
        {
            let text = inside.get(..end).unwrap_or_default();
            self.writer.text(text);
            self.skip("<![CDATA[".len() + end + 3);
            return;
        }
        if self.effort == 0 {
            return self.literal();
        }
        match parse_tag(self.rest) {
            Ok((tag, length)) => {
                let source = self.rest.get(..length).unwrap_or_default();
                self.skip(length);
                self.tag(&tag, source);
            }
            Err(read) => {
                self.effort = self.effort.saturating_sub(read);
                self.literal();
            }
        }
    }

    fn literal(&mut self) {
        self.writer.text("<");
        self.skip(1);
    }

    fn tag(&mut self, tag: &ParsedTag<'_>, source: &str) {
        let name = tag.name.to_lowercase();
        if self.foreign_until.is_some_and(|end| self.position() <= end) {
            self.cleaned.removed = true;
            return;
        }
        let known = Tag::named(&name);
        let is_html = known.is_some() || is_style(&name) || is_forbidden(&name);
        if !is_html {
            return self.unknown(tag, &name, source);
        }
        // "<b et c>" is a comparison or a placeholder that happens to start like a tag.
        if !tag.end && !is_forbidden(&name) && tag.attributes.iter().any(is_word) {
            return self.placeholder(tag);
        }
        self.note_tag(&name, tag.end);
        if is_forbidden(&name) {
            return self.forbidden(tag, &name);
        }
        if tag
            .attributes
            .iter()
            .any(|(name, value)| is_dangerous(name, value.as_deref()))
        {
            self.cleaned.removed = true;
        }
        match (known, tag.end) {
            (Some(Tag::Link), false) => self.open_link(tag),
            (Some(Tag::Paragraph), _) if is_block(&name) => self.writer.boundary(),
            (Some(found), false) => self.writer.open(found, None),
            (Some(Tag::Break), true) => self.writer.open(Tag::Break, None),
            (Some(found), true) => self.writer.close(found),
            // Cells of a table would run together.
            (None, _) if matches!(name.as_str(), "td" | "th") => self.writer.text(" "),
            (None, _) => {}
        }
    }

    fn note_tag(&mut self, name: &str, end: bool) {
        let written = if end {
            format!("/{name}")
        } else {
            name.to_owned()
        };
        if !self.cleaned.tags.contains(&written) {
            self.cleaned.tags.push(written);
        }
    }

    fn open_link(&mut self, tag: &ParsedTag<'_>) {
        let address = tag
            .attributes
            .iter()
            .find(|(name, _)| name == "href")
            .and_then(|(_, value)| value.as_deref());
        match address.map(str::trim) {
            None | Some("") => {}
            Some(address) if is_safe_address(address) => {
                self.writer.open(Tag::Link, Some(address));
            }
            Some(_) => self.cleaned.removed = true,
        }
    }

    fn forbidden(&mut self, tag: &ParsedTag<'_>, name: &str) {
        self.cleaned.removed = true;
        if tag.end {
            return;
        }
        if let Some((_, Some(words))) = tag.attributes.iter().find(|(name, _)| name == "alt")
            && name == "img"
        {
            self.writer.text(words);
        }
        match name {
            // What they hold is code, or a page for programs that cannot show the element.
            "script" => self.skip_element("script"),
            "style" => self.skip_element("style"),
            "iframe" => self.skip_element("iframe"),
            "svg" => self.enter_foreign("svg"),
            "math" => self.enter_foreign("math"),
            _ => {}
        }
    }

    fn skip_element(&mut self, name: &'static str) {
        if let Some((start, end)) = self.find_end(name) {
            let _ = start;
            self.skip(end);
        }
    }

    fn enter_foreign(&mut self, name: &'static str) {
        if let Some((_, end)) = self.find_end(name) {
            self.foreign_until = Some(self.position() + end);
        }
    }

    /// Start and end of the next `</name …>`.
    fn find_end(&mut self, name: &'static str) -> Option<(usize, usize)> {
        if self.never_closed.contains(&name) {
            return None;
        }
        let found = self
            .rest
            .match_indices("</")
            .map(|(at, _)| at)
            .find(|at| {
                self.rest
                    .get(at + 2..at + 2 + name.len())
                    .is_some_and(|found| found.eq_ignore_ascii_case(name))
            })
            .and_then(|start| {
                let close = self.rest.get(start..)?.find('>')?;
                Some((start, start + close + 1))
            });
        if found.is_none() {
            self.never_closed.push(name);
        }
        found
    }

    /// An element that HTML does not have.
    fn unknown(&mut self, tag: &ParsedTag<'_>, name: &str, source: &str) {
        if !tag.end {
            self.opened_unknown.push(name.to_owned());
            return self.placeholder(tag);
        }
        // The end tag was added by the editor, to close what it took for an element.
        match self.opened_unknown.iter().rposition(|open| open == name) {
            Some(at) => {
                self.opened_unknown.swap_remove(at);
            }
            None => {
                self.note_unknown(format!("/{}", tag.name));
                self.writer.text(source);
            }
        }
    }

    /// Writes the words of a placeholder as text.
    fn placeholder(&mut self, tag: &ParsedTag<'_>) {
        let mut words = tag.name.clone().into_owned();
        for (name, value) in &tag.attributes {
            if is_dangerous(name, value.as_deref()) {
                self.cleaned.removed = true;
                continue;
            }
            words.push(' ');
            words.push_str(name);
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                words.push_str("=\"");
                words.push_str(value);
                words.push('"');
            }
        }
        if tag.slash {
            words.push('/');
        }
        self.writer.text(&format!("<{words}>"));
        self.note_unknown(words);
    }

    fn note_unknown(&mut self, words: String) {
        if !self.cleaned.unknown.contains(&words) && self.cleaned.unknown.len() < 20 {
            self.cleaned.unknown.push(words);
        }
    }
}

/// An attribute without value that HTML does not know is a word.
fn is_word((name, value): &(String, Option<String>)) -> bool {
    value.as_deref().unwrap_or_default().is_empty()
        && !name.starts_with("on")
        && !name.contains(['-', ':', '='])
        && !matches!(
            name.as_str(),
            "class"
                | "id"
                | "style"
                | "title"
                | "href"
                | "name"
                | "hidden"
                | "nowrap"
                | "compact"
                | "noshade"
                | "reversed"
                | "start"
                | "type"
                | "value"
                | "align"
                | "valign"
                | "lang"
                | "dir"
                | "target"
                | "rel"
                | "width"
                | "height"
                | "border"
                | "disabled"
                | "open"
                | "download"
                | "color"
                | "face"
                | "size"
                | "role"
                | "tabindex"
                | "srcdoc"
                | "src"
                | "contenteditable"
                | "draggable"
                | "spellcheck"
                | "autofocus"
                | "itemscope"
        )
}

fn is_dangerous(name: &str, value: Option<&str>) -> bool {
    let name = name.to_lowercase();
    if matches!(
        name.as_str(),
        "style" | "srcdoc" | "formaction" | "action" | "background" | "srcset" | "ping" | "xmlns"
    ) {
        return true;
    }
    if name.strip_prefix("on").is_some_and(|event| {
        !event.is_empty() && event.bytes().all(|byte| byte.is_ascii_alphabetic())
    }) && value.is_some()
    {
        return true;
    }
    value.is_some_and(|value| {
        let value = compact(value);
        ["javascript:", "vbscript:", "data:"]
            .iter()
            .any(|scheme| value.starts_with(scheme))
    })
}

/// Browsers skip white space and control characters in a scheme.
fn compact(address: &str) -> String {
    address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(64)
        .flat_map(char::to_lowercase)
        .collect()
}

/// True for an address that a page may link to.
fn is_safe_address(address: &str) -> bool {
    let start = compact(address);
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| start.starts_with(scheme) && address.to_lowercase().starts_with(scheme))
        && !address.chars().any(|c| c.is_control() || is_invisible(c))
}

struct ParsedTag<'a> {
    name: Cow<'a, str>,
    end: bool,
    slash: bool,
    attributes: Vec<(String, Option<String>)>,
}

/// The tag that a text starts with and its length; else how far it was read in vain.
fn parse_tag(text: &str) -> Result<(ParsedTag<'_>, usize), usize> {
    let end = text.starts_with("</");
    let mut at = if end { 2 } else { 1 };
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let name_length = rest(at)
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<' | '"' | '\'' | '='))
        .unwrap_or(rest(at).len());
    let name = decoded(rest(at).get(..name_length).unwrap_or_default());
    if !name.chars().next().is_some_and(char::is_alphabetic) {
        return Err(at);
    }
    at += name_length;
    let mut tag = ParsedTag {
        name,
        end,
        slash: false,
        attributes: Vec::new(),
    };
    loop {
        let here = rest(at);
        let Some(c) = here.chars().next() else {
            return Err(at);
        };
        match c {
            '>' => return Ok((tag, at + 1)),
            '<' => return Err(at),
            '/' => {
                tag.slash = true;
                at += 1;
            }
            c if c.is_whitespace() => at += c.len_utf8(),
            _ => {
                tag.slash = false;
                let (attribute, length) = parse_attribute(here).ok_or(text.len())?;
                tag.attributes.push(attribute);
                at += length;
            }
        }
    }
}

/// An attribute and its length; nothing when its quote is never closed.
fn parse_attribute(text: &str) -> Option<((String, Option<String>), usize)> {
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let name_length = text
        .char_indices()
        .find(|(at, c)| c.is_whitespace() || matches!(c, '/' | '>' | '<') || (*c == '=' && *at > 0))
        .map_or(text.len(), |(at, _)| at);
    let name = decoded(text.get(..name_length).unwrap_or_default());
    let blanks = rest(name_length).len() - rest(name_length).trim_start().len();
    let mut at = name_length + blanks;
    if !rest(at).starts_with('=') {
        return Some(((name.into_owned(), None), name_length));
    }
    at += 1;
    at += rest(at).len() - rest(at).trim_start().len();
    let here = rest(at);
    let quote = here.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, length) = match quote {
        Some(quote) => {
            let inside = here.get(1..)?;
            let close = inside.find(quote)?;
            (inside.get(..close)?, close + 2)
        }
        None => {
            let close = here
                .find(|c: char| c.is_whitespace() || matches!(c, '>' | '<'))
                .unwrap_or(here.len());
            (here.get(..close)?, close)
        }
    };
    let name = name.to_lowercase();
    Some(((name, Some(decoded(value).into_owned())), at + length))
}

/// A text with its entities read.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (decoded, length) = entity(from).unwrap_or((Cow::Borrowed("&"), 1));
        out.push_str(&decoded);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The entity that a text starts with and its length. The semicolon is required: `&copy=` in
/// an address is not a sign.
fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let inside = text.strip_prefix('&')?;
    let length = inside
        .bytes()
        .take(33)
        .position(|byte| byte == b';')
        .filter(|length| *length > 0)?;
    let name = inside.get(..length)?;
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            Cow::Owned(char::from_u32(code)?.to_string())
        }
        None => Cow::Borrowed(resolve_html5_entity(name)?),
    };
    Some((decoded, length + 2))
}

/// Writes HTML that is always well nested.
struct Writer {
    admitted: Admitted,
    out: String,
    stack: Vec<Tag>,
    /// Addresses of links that are not admitted, and where their text starts.
    plain_link: Option<(String, usize)>,
    visible: bool,
}

/// Deeper lists are flattened: no catalogue needs them and a page could not show them.
const DEEPEST: usize = 24;

impl Writer {
    fn new(admitted: Admitted, length: usize) -> Self {
        Self {
            admitted,
            out: String::with_capacity(length),
            stack: Vec::new(),
            plain_link: None,
            visible: false,
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if text
            .chars()
            .any(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(c))
        {
            self.visible = true;
            self.leave_list();
        }
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\n' | '\t' => self.out.push(c),
                '\r' => self.out.push('\n'),
                c if c.is_control() => {}
                c => self.out.push(c),
            }
        }
    }

    fn open(&mut self, tag: Tag, address: Option<&str>) {
        if !self.admitted.admits(tag) {
            return self.open_unadmitted(tag, address);
        }
        match tag {
            Tag::Break => {
                self.leave_list();
                self.out.push_str("<br>");
            }
            Tag::Paragraph => {
                self.leave_paragraph();
                self.leave_list();
                self.push(tag);
            }
            Tag::Unordered | Tag::Ordered => {
                if self.stack.len() >= DEEPEST {
                    return;
                }
                self.leave_paragraph();
                self.leave_list();
                self.push(tag);
            }
            Tag::Item => {
                match self.nearest(Tag::is_list) {
                    Some(list) => self.pop_to(list + 1),
                    None => {
                        self.leave_paragraph();
                        let list = [Tag::Unordered, Tag::Ordered]
                            .into_iter()
                            .find(|list| self.admitted.admits(*list));
                        match list {
                            Some(list) => self.push(list),
                            None => return self.line(),
                        }
                    }
                }
                self.push(tag);
            }
            Tag::Link => {
                if let Some(open) = self.stack.iter().position(|open| *open == Tag::Link) {
                    self.pop_to(open);
                }
                self.leave_list();
                self.out.push_str("<a href=\"");
                for c in address.unwrap_or_default().chars() {
                    match c {
                        '&' => self.out.push_str("&amp;"),
                        '<' => self.out.push_str("&lt;"),
                        '>' => self.out.push_str("&gt;"),
                        '"' => self.out.push_str("&quot;"),
                        c => self.out.push(c),
                    }
                }
                self.out.push_str("\">");
                self.stack.push(tag);
            }
            Tag::Emphasis | Tag::Strong | Tag::Underline => {
                if !self.stack.contains(&tag) {
                    self.leave_list();
                    self.push(tag);
                }
            }
        }
    }

    /// A tag that the programme does not admit leaves what it meant: a line, or an address.
    fn open_unadmitted(&mut self, tag: Tag, address: Option<&str>) {
        match tag {
            Tag::Paragraph | Tag::Item | Tag::Unordered | Tag::Ordered | Tag::Break => self.line(),
            Tag::Link => {
                self.end_plain_link();
                self.plain_link = address.map(|address| (address.to_owned(), self.out.len()));
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        if self.visible {
            if self.admitted.admits(Tag::Break) {
                self.leave_list();
                self.out.push_str("<br>");
            } else {
                self.out.push(' ');
            }
        }
    }

    /// The border of a block that is not a paragraph of its own.
    fn boundary(&mut self) {
        if self.admitted.admits(Tag::Paragraph) {
            let inside = self.stack.len();
            self.leave_paragraph();
            if inside == self.stack.len() && self.visible && !self.ends_block() {
                self.line();
            }
        } else {
            self.line();
        }
    }

    fn ends_block(&self) -> bool {
        ["</p>", "<p>", "<br>", "<li>", "</ul>", "</ol>"]
            .iter()
            .any(|end| self.out.trim_end().ends_with(end))
    }

    fn close(&mut self, tag: Tag) {
        if tag == Tag::Link {
            self.end_plain_link();
        }
        let open = match tag {
            Tag::Break => None,
            Tag::Paragraph => self
                .nearest(|open| matches!(open, Tag::Paragraph | Tag::Item) || open.is_list())
                .filter(|at| self.stack.get(*at) == Some(&Tag::Paragraph)),
            Tag::Item => self
                .nearest(|open| open == Tag::Item || open.is_list())
                .filter(|at| self.stack.get(*at) == Some(&Tag::Item)),
            Tag::Unordered | Tag::Ordered => self.nearest(|open| open == tag),
            _ => self
                .nearest(|open| open == tag || !open.is_inline())
                .filter(|at| self.stack.get(*at) == Some(&tag)),
        };
        if let Some(open) = open {
            self.pop_to(open);
        }
    }

    /// An address that the text of its link did not show is written after it.
    fn end_plain_link(&mut self) {
        let Some((address, start)) = self.plain_link.take() else {
            return;
        };
        let shown = self.out.get(start..).map(words).unwrap_or_default();
        if !shown.contains(address.trim_start_matches("mailto:")) {
            self.text(&format!(" ({address})"));
        }
    }

    fn nearest(&self, is: impl Fn(Tag) -> bool) -> Option<usize> {
        self.stack.iter().rposition(|tag| is(*tag))
    }

    /// Closes an open paragraph, and inline tags that a block must not be in.
    fn leave_paragraph(&mut self) {
        let border = self
            .nearest(|tag| tag == Tag::Item || tag.is_list())
            .map_or(0, |at| at + 1);
        self.pop_to(border);
    }

    /// Only items may stand in a list.
    fn leave_list(&mut self) {
        if self.stack.last().is_some_and(|tag| tag.is_list()) {
            self.push(Tag::Item);
        }
    }

    fn push(&mut self, tag: Tag) {
        if !self.admitted.admits(tag) {
            return;
        }
        self.out.push('<');
        self.out.push_str(tag.name());
        self.out.push('>');
        self.stack.push(tag);
    }

    fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length
            && let Some(tag) = self.stack.pop()
        {
            self.out.push_str("</");
            self.out.push_str(tag.name());
            self.out.push('>');
        }
    }

    fn finish(mut self) -> String {
        self.end_plain_link();
        self.pop_to(0);
        self.out
    }
}
