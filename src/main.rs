//! The command line: see [`selfsame::cli`].

fn main() -> std::process::ExitCode {
    selfsame::cli::main()
}
