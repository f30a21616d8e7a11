"""The command line, `privatelink`. Commands import what they need when they run, so that `--help` answers at once."""

from __future__ import annotations

import gc
import sys

import typer
from typer.exceptions import TyperException

from privatelink_cli import aws_provider, destroy, doctor, generate, init, localstack, schema, test, validate, verify
from privatelink_cli.answer import fail

app = typer.Typer(
    name="privatelink",
    help="Terraform modules for AWS PrivateLink, generated from one YAML spec and proven on LocalStack.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    init.init,
    validate.validate,
    generate.generate,
    test.test,
    verify.verify,
    destroy.destroy,
    schema.schema,
    doctor.doctor,
):
    app.command()(command)
app.add_typer(localstack.app, name="localstack")
app.add_typer(aws_provider.app, name="aws-provider")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 an error, 2 a difference or a failed check, 130 interrupted."""
    # Nearly all that a short process makes is needed until its end. Python looks for garbage in it all the same, and
    # once more when it ends: a fifth of the time of generating a module, a quarter of a second after a test.
    gc.set_threshold(100_000)
    code = run(arguments)
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    try:
        code = app((sys.argv[1:] if arguments is None else arguments) or ["--help"], standalone_mode=False)
    except typer.Exit as error:
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough of it, as `head` does.
        sys.stderr.close()
        return 0
    except TyperException as error:
        context = getattr(error, "ctx", None)
        return fail(error.format_message(), f"See: {context.command_path} --help" if context else None)
    except Exception as error:
        # The parts' own errors: their packages are loaded only where a command uses them.
        message = getattr(error, "message", None)
        if message is None:
            raise
        return fail(str(message), getattr(error, "hint", None))
    return code if isinstance(code, int) else 0
