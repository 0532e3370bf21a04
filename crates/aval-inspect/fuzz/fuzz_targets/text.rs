//! Any text as a log and as a message: personal data are looked for to its end, and what is
//! told never holds a whole number nor a whole address.
#![no_main]

use aval_inspect::{Request, inspect};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let request = Request {
        name: "a.hl7".into(),
        personal_data: true,
        test_words: ["1.2.3.4.10".to_owned()].into(),
        ..Request::default()
    };
    let report = inspect(text.as_bytes(), &request);
    for check in report.checks {
        let longest = check
            .french
            .split(|c: char| !c.is_ascii_digit())
            .map(str::len)
            .max();
        let masked = matches!(
            check.code.as_str(),
            "personal_data.nir" | "personal_data.telephone"
        );
        assert!(!masked || longest < Some(9), "{}", check.french);
    }
});
