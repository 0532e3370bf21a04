//! The drawing: pages that were laid out become a PDF with the structure of what is said.

use std::num::NonZeroU16;

use jiff::{Timestamp, tz::TimeZone};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, TableHeaderScope, Tag, TagGroup,
        TagTree,
    },
    text::TextDirection,
};

use crate::{
    Paper, PaperError,
    layout::{HEIGHT, Laid, MARGIN, Part, Placed, Structure, Type, WIDTH},
    lettering::{Face, Lettering},
};

const FOOT: Type = Type {
    face: Face::Regular,
    size: 7.5,
};

/// What was drawn of each part.
type Drawn = Vec<Vec<Identifier>>;

pub(crate) fn write(
    paper: &Paper,
    laid: &Laid,
    letters: &Lettering,
) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Writer(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut drawn: Drawn = vec![Vec::new(); laid.parts];
    let pages = laid.pages.len();
    for (number, placed) in (1..).zip(&laid.pages) {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PaperError::Writer("the size of a page".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for thing in placed {
            draw(&mut surface, thing, letters, &mut drawn);
        }
        let number = format!("{number} / {pages}");
        foot(&mut surface, &paper.footer, &number, letters);
        surface.finish();
        page.finish();
    }
    document.set_metadata(metadata(paper));
    document.set_outline(outline(paper));
    document.set_tag_tree(tree(paper, laid, &mut drawn));
    document
        .finish()
        .map_err(|error| PaperError::Writer(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, thing: &Placed, letters: &Lettering, drawn: &mut Drawn) {
    match thing {
        Placed::Rule { y } => artifact(surface, ArtifactType::Other, |surface| {
            let mut path = PathBuilder::new();
            path.move_to(MARGIN, *y);
            path.line_to(WIDTH - MARGIN, *y);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(0xb0, 0xb0, 0xb0).into(),
                width: 0.4,
                ..Stroke::default()
            }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
            surface.set_stroke(None);
        }),
        Placed::Words {
            x,
            baseline,
            set_in,
            words,
            part,
        } => {
            let at = Point::from_xy(*x, *baseline);
            match part.and_then(|part| drawn.get_mut(part)) {
                Some(told) => {
                    told.push(surface.start_tagged(ContentTag::Other));
                    set(surface, at, *set_in, words, letters);
                    surface.end_tagged();
                }
                None => artifact(surface, ArtifactType::Other, |surface| {
                    set(surface, at, *set_in, words, letters);
                }),
            }
        }
    }
}

fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, drawing: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    drawing(surface);
    surface.end_tagged();
}

fn set(surface: &mut Surface<'_>, at: Point, set_in: Type, words: &str, letters: &Lettering) {
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(0x16, 0x16, 0x16).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }));
    let font = letters.drawn(set_in.face);
    surface.draw_text(at, font, set_in.size, words, false, TextDirection::Auto);
}

fn foot(surface: &mut Surface<'_>, words: &str, number: &str, letters: &Lettering) {
    artifact(surface, ArtifactType::Footer, |surface| {
        let y = HEIGHT - 34.0;
        let wide = letters.width(number, FOOT.face, FOOT.size);
        let inside = WIDTH - 2.0 * MARGIN - wide - 12.0;
        let lines = letters.lines(words, FOOT.face, FOOT.size, inside);
        for (line, rank) in lines.iter().take(2).zip(0_u8..) {
            let at = Point::from_xy(MARGIN, y + f32::from(rank) * 10.0);
            set(surface, at, FOOT, line, letters);
        }
        let at = Point::from_xy(WIDTH - MARGIN - wide, y);
        set(surface, at, FOOT, number, letters);
    });
}

fn metadata(paper: &Paper) -> Metadata {
    Metadata::new()
        .title(paper.name())
        .language(paper.language.clone())
        .creator("Aval".to_owned())
        .creation_date(date(paper.made_at))
}

/// In universal time, as [`Timestamp`] is.
fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn outline(paper: &Paper) -> Outline {
    let mut outline = Outline::new();
    let start = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(paper.name(), start));
    outline
}

fn tree(paper: &Paper, laid: &Laid, drawn: &mut Drawn) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(paper.language.clone()));
    for part in &laid.structure {
        tree.push(group(part, drawn));
    }
    tree
}

fn group(structure: &Structure, drawn: &mut Drawn) -> TagGroup {
    let level = |number| NonZeroU16::new(number).unwrap_or(NonZeroU16::MIN);
    match structure {
        Structure::Title(part, name) => words(Tag::Hn(level(1), Some(name.clone())), *part, drawn),
        Structure::Heading(part, name) => {
            words(Tag::Hn(level(2), Some(name.clone())), *part, drawn)
        }
        Structure::Paragraph(part) => words(Tag::P, *part, drawn),
        Structure::Facts(facts) => {
            let mut table = TagGroup::new(Tag::Table);
            let mut body = TagGroup::new(Tag::TBody);
            for (name, value) in facts {
                body.push(row(Some(*name), &[*value], drawn));
            }
            table.push(body);
            table
        }
        Structure::Table {
            caption,
            head,
            rows,
        } => {
            let mut table = TagGroup::new(Tag::Table);
            table.push(words(Tag::Caption, *caption, drawn));
            let mut heads = TagGroup::new(Tag::TR);
            for part in head {
                heads.push(words(Tag::TH(TableHeaderScope::Column), *part, drawn));
            }
            table.push(TagGroup::with_children(
                Tag::THead,
                vec![Node::Group(heads)],
            ));
            let mut body = TagGroup::new(Tag::TBody);
            for cells in rows {
                let name = cells.first().copied();
                body.push(row(name, cells.get(1..).unwrap_or_default(), drawn));
            }
            table.push(body);
            table
        }
    }
}

fn row(name: Option<Part>, cells: &[Part], drawn: &mut Drawn) -> TagGroup {
    let mut row = TagGroup::new(Tag::TR);
    if let Some(name) = name {
        row.push(words(Tag::TH(TableHeaderScope::Row), name, drawn));
    }
    for part in cells {
        row.push(words(Tag::TD, *part, drawn));
    }
    row
}

fn words(tag: impl Into<krilla::tagging::TagKind>, part: Part, drawn: &mut Drawn) -> TagGroup {
    let mut group = TagGroup::new(tag);
    for told in drawn.get_mut(part).map(std::mem::take).unwrap_or_default() {
        group.push(told);
    }
    group
}
