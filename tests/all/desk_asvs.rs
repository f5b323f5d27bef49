//! `tests/ASVS.md`: each item names the tests that show it, and there are such tests.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_source = path.extension().is_some_and(|ending| ending == "rs" || ending == "mjs");
        if path.is_dir() && !path.ends_with("node_modules") {
            sources(&path, found);
        } else if is_source {
            found.push(path);
        }
    }
}

#[test]
fn every_test_that_the_security_table_names_is_there() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&top.join("tests"), &mut files);
    sources(&top.join("src"), &mut files);
    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let text: String = files.iter().map(read).collect();
    let table = std::fs::read_to_string(top.join("tests/ASVS.md")).unwrap();
    // The last column of a row of the table holds names in back ticks.
    let is_item = |line: &&str| line.starts_with("| ") && line[2..].starts_with(char::is_numeric);
    let rows: Vec<&str> = table.lines().filter(is_item).collect();
    assert!(rows.len() > 60, "{} items: the table has another form", rows.len());
    for row in rows {
        let tests = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test is named: {row}");
        for name in names {
            let is_there = text.contains(&format!("fn {name}()"))
                || text.contains(&format!("test(\"{name}\""));
            assert!(is_there, "there is no test {name}: {row}");
        }
    }
}
