//! Commands in the README: all of them, and all their options, are those of the program.

use super::README;
use super::text::{blocks, code_spans, rows};
use crate::support::binary::railwright;

/// The arguments of each call of the program in lines for a shell.
fn calls(script: &str) -> Vec<Vec<&str>> {
    let pieces = script.lines().flat_map(|line| {
        let line = line.split(" #").next().unwrap_or_default();
        line.split(['>', '&', ';', '|'])
    });
    pieces
        .filter_map(|piece| {
            let words: Vec<&str> = piece.split_whitespace().collect();
            match words.as_slice() {
                ["railwright", arguments @ ..] | ["cargo", "run", "--", arguments @ ..] => {
                    Some(arguments.to_vec())
                }
                _ => None,
            }
        })
        .collect()
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let help = railwright(folder.path()).run(&["--help"]).stdout;
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // Deeper lines go on with a description.
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|command| !command.is_empty() && *command != "help")
        .map(str::to_owned)
        .collect()
}

fn help(command: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = railwright(folder.path()).run(&[command, "--help"]);
    assert_eq!(output.code, Some(0), "{output}");
    output.stdout
}

fn options(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '`');
    words
        .filter(|word| word.starts_with("--"))
        .map(|word| {
            let letters = word.chars();
            letters
                .take_while(|c| c.is_ascii_alphabetic() || *c == '-')
                .collect()
        })
        .collect()
}

#[test]
fn every_call_is_one_that_the_program_understands() {
    let mut called = Vec::new();
    for block in blocks(README) {
        match block.language {
            "sh" => called.extend(calls(block.code)),
            "console" => {
                let lines = block.code.lines();
                let typed = lines.filter_map(|line| line.strip_prefix("$ "));
                called.extend(typed.flat_map(calls));
            }
            _ => {}
        }
    }
    assert!(called.len() > 8, "{called:?}");
    let folder = tempfile::tempdir().unwrap();
    for mut arguments in called {
        // With --help at its end a command is read to its end and not carried out.
        arguments.push("--help");
        let output = railwright(folder.path()).run(&arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}\n{output}");
    }
}

#[test]
fn every_command_in_a_sentence_has_its_options() {
    let commands = commands();
    let mut checked = 0;
    for span in code_spans(README) {
        let called = span.strip_prefix("railwright ");
        let command = called
            .unwrap_or(&span)
            .split(' ')
            .next()
            .unwrap_or_default();
        if !commands.iter().any(|known| known == command) {
            assert_eq!(called, None, "{command} is no command");
            continue;
        }
        let known = options(&help(command));
        for option in options(&span) {
            assert!(known.contains(&option), "{span}");
            checked += 1;
        }
    }
    assert!(checked > 3);
}

#[test]
fn every_option_belongs_to_the_commands_that_the_table_names() {
    let rows = rows(README, "| option | of | does |");
    assert!(rows.len() > 10);
    for row in rows {
        let of = match row[1] {
            "all" => commands(),
            of => of.split(", ").map(str::to_owned).collect(),
        };
        for command in of {
            let known = options(&help(&command));
            for option in options(row[0]) {
                assert!(known.contains(&option), "{command} {option}");
            }
        }
    }
}

#[test]
fn every_command_and_option_is_named() {
    let commands = commands();
    assert!(commands.iter().any(|command| command == "apply"));
    for command in commands {
        assert!(README.contains(&format!("| `{command}")), "{command}");
        let help = help(&command);
        assert!(help.contains("Examples:\n"), "{help}");
        for option in options(&help) {
            assert!(
                option == "--help" || README.contains(&option),
                "{command} {option}"
            );
        }
    }
}
