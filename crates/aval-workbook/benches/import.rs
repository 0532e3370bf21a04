//! Measures the reading of a workbook beside calamine, which only parses the same bytes: a
//! real one of 387 rows when the shared workbooks are there (else one made alike), and one of
//! 20,000 rows from a fixed seed. One JSON object a line on the standard output.
//!
//! Times are milliseconds of the whole call from bytes to findings and catalogue, median and
//! worst of the rounds, both programs turn by turn. On a busy machine the time on a processor
//! (`cpu_ms`, where the system tells it) says more than the clock. The peak of memory is that
//! of a process that reads the file once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use aval_core::{
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, Criticality, ExpectedProof, FunctionGroup, Html,
        Nature, ProofKey, Requirement, RequirementId, Scenario,
    },
    programme::CatalogueRules,
};
use aval_workbook::{Format, Import, Options, read, write_xlsx};
use calamine::{Reader, Xlsx};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--peak") {
        return peak_of_one_reading(&arguments[at + 1], &arguments[at + 2]);
    }
    let folder = std::env::temp_dir().join(format!("aval-workbook-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let real = real_workbook().unwrap_or_else(|| {
        let path = folder.join("387.xlsx");
        fs::write(&path, workbook(387)).unwrap();
        path
    });
    let large = folder.join("20000.xlsx");
    fs::write(&large, workbook(20_000)).unwrap();
    measure("import of 387 rows", &real, 40, 50.0, 200);
    measure("import of 20,000 rows", &large, 7, 1000.0, 200);
    fs::remove_dir_all(&folder).unwrap();
}

fn real_workbook() -> Option<PathBuf> {
    let root = std::env::var_os("AVAL_FIXTURES").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/fixtures"
            ))
        },
        PathBuf::from,
    );
    Some(root.join("rem/ris-2023-03.xlsx")).filter(|path| path.is_file())
}

fn measure(name: &str, path: &Path, rounds: usize, bar_ms: f64, bar_mb: u64) {
    let bytes = fs::read(path).unwrap();
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    let mut ours_cpu = Vec::new();
    let mut theirs_cpu = Vec::new();
    let mut findings = 0;
    let mut rows = 0;
    for _ in 0..rounds {
        let (start, cpu) = (Instant::now(), on_processor());
        let import = ours_once(&bytes);
        ours.push(start.elapsed().as_secs_f64() * 1000.0);
        ours_cpu.push(on_processor() - cpu);
        findings = import.findings.len();
        rows = import.counts.data_rows;
        assert!(import.catalogue.is_some());
        let (start, cpu) = (Instant::now(), on_processor());
        let cells = peer_once(&bytes);
        theirs.push(start.elapsed().as_secs_f64() * 1000.0);
        theirs_cpu.push(on_processor() - cpu);
        assert!(cells > 0);
    }
    let (ours_median, ours_worst) = median_and_worst(ours);
    let (peer_median, peer_worst) = median_and_worst(theirs);
    let line = serde_json::json!({
        "bench": name,
        "bytes": bytes.len(),
        "rows": rows,
        "findings": findings,
        "rounds": rounds,
        "ours_ms_median": ours_median,
        "ours_ms_worst": ours_worst,
        "calamine_ms_median": peer_median,
        "calamine_ms_worst": peer_worst,
        "ours_cpu_ms_median": median_and_worst(ours_cpu).0,
        "calamine_cpu_ms_median": median_and_worst(theirs_cpu).0,
        "ratio": (ours_median / peer_median * 100.0).round() / 100.0,
        "bar_ms": bar_ms,
        "ours_peak_mb": peak(path, "ours"),
        "calamine_peak_mb": peak(path, "peer"),
        "bar_mb": bar_mb,
    });
    println!("{line}");
}

fn ours_once(bytes: &[u8]) -> Import {
    read(bytes, Format::Xlsx, &Options::default())
}

fn peer_once(bytes: &[u8]) -> usize {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Exigences").unwrap();
    range.used_cells().count()
}

fn median_and_worst(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let round = |time: f64| (time * 100.0).round() / 100.0;
    (round(times[times.len() / 2]), round(times[times.len() - 1]))
}

/// Milliseconds that this thread spent on a processor, where the system tells.
fn on_processor() -> f64 {
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(0.0, |nanoseconds| nanoseconds / 1e6)
}

fn peak(path: &Path, who: &str) -> Option<f64> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--peak", who])
        .arg(path)
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .ok()
}

/// Prints the peak of resident memory of this process after one reading, in megabytes.
fn peak_of_one_reading(who: &str, path: &str) {
    let bytes = fs::read(path).unwrap();
    let kept: Box<dyn std::any::Any> = if who == "ours" {
        Box::new(ours_once(&bytes))
    } else {
        Box::new(peer_once(&bytes))
    };
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kibibytes: Option<f64> = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
    if let Some(kibibytes) = kibibytes {
        println!("{:.1}", kibibytes * 1024.0 / 1_000_000.0);
    }
    drop(kept);
}

/// A small generator with a fixed seed (SplitMix64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % limit
    }

    /// A cell as long as those of real workbooks, rarely very long.
    fn html(&mut self, usual: u64) -> Html {
        const WORDS: [&str; 12] = [
            "système",
            "DOIT",
            "permettre",
            "utilisateur",
            "d’afficher",
            "l’identité",
            "patient",
            "&lt;location&gt;",
            "document",
            "vérifier",
            "<em>dossier</em>",
            "conformément",
        ];
        let count = if self.below(20) == 0 {
            usual * 6
        } else {
            4 + self.below(usual)
        };
        let mut html = String::from("<p>");
        for rank in 0..count {
            if rank > 0 && self.below(25) == 0 {
                html.push_str("</p>\n<p>");
            }
            html.push_str(WORDS[usize::try_from(self.below(12)).unwrap()]);
            html.push(' ');
        }
        html.push_str("</p>");
        Html::new(html)
    }
}

/// A workbook of so many rows: three proofs for two scenarios of each requirement.
fn workbook(rows: usize) -> Vec<u8> {
    let mut seed = Seeded(20_261_123);
    let mut version = CatalogueVersion {
        code: "".into(),
        version: String::new(),
        title: String::new(),
        published: None,
        chapters: Vec::new(),
    };
    let mut left = rows;
    let mut rank = 0;
    while left > 0 {
        rank += 1;
        let id = format!("INS/REC.{rank}");
        let mut requirement = Requirement {
            id: RequirementId::new(&*id),
            perimeter: "Vague 2".to_owned(),
            statement: seed.html(60),
            comment: seed.html(30),
            profiles: vec!["Général".to_owned()],
            former_profiles: Vec::new(),
            criticality: Criticality::Major,
            nature: Nature::Required,
            order: Some((rank * 10).to_string()),
            scenarios: Vec::new(),
        };
        for (scenario, proofs) in [(1, 2), (2, 1)] {
            let number = format!("{id}.{scenario:02}");
            let proofs = proofs.min(left);
            left -= proofs;
            if proofs == 0 {
                break;
            }
            let proofs = (1..=proofs).map(|proof| ExpectedProof {
                key: ProofKey::new(""),
                number: format!("{number}.{proof:02}"),
                text: seed.html(20),
            });
            let proofs = proofs.collect();
            requirement.scenarios.push(Scenario {
                number,
                text: seed.html(70),
                proofs,
            });
        }
        let chapter = rank / 40;
        if version.chapters.len() <= chapter {
            version.chapters.push(Chapter {
                code: ChapterCode::new(format!("chapitre-{chapter}")),
                name: format!("Chapitre {chapter}"),
                function_groups: vec![FunctionGroup {
                    name: "Recherche".to_owned(),
                    requirements: Vec::new(),
                }],
            });
        }
        version.chapters[chapter].function_groups[0]
            .requirements
            .push(requirement);
    }
    write_xlsx(&version, &CatalogueRules::default()).unwrap()
}
