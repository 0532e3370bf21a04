//! File names as a careful vendor writes them: what it is, then the number of the proof.

/// `capture` + `SSI/GEN.18.01` + `png` → `capture-ssi-gen-18-01.png`. Accents fall, everything else becomes a dash.
pub fn file_name(kind: &str, number: &str, extension: &str) -> String {
    let mut name = String::from(kind);
    let mut pending_dash = true;
    for letter in number
        .chars()
        .flat_map(char::to_lowercase)
        .map(without_accent)
    {
        if letter.is_ascii_alphanumeric() {
            if pending_dash {
                name.push('-');
                pending_dash = false;
            }
            name.push(letter);
        } else {
            pending_dash = true;
        }
    }
    name.push('.');
    name.push_str(extension);
    name
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn number_becomes_a_name_that_every_system_accepts() {
        assert_eq!(
            file_name("capture", "SSI/GEN.18.01", "png"),
            "capture-ssi-gen-18-01.png"
        );
        assert_eq!(
            file_name("journal", "../Été  n°4/", "txt"),
            "journal-ete-n-4.txt"
        );
        assert_eq!(file_name("video", "", "mp4"), "video.mp4");
    }
}
