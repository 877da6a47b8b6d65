"""python -m tests.promises.truth: lies caught and honest sentences passed, by language and kind."""

from __future__ import annotations

from collections import Counter

from tests.promises.truth.sentences import ROUNDS, Sentence, faults_of, held, honest, lies


def main() -> None:
    """Print the table, and what went wrong."""
    through = [one for one in lies() if not faults_of(one)]
    refused = [one for one in honest() if faults_of(one)]
    told, truths = Counter(map(_language, lies())), Counter(map(_language, honest()))
    passed, alarms = Counter(map(_language, through)), Counter(map(_language, refused))
    print("language   lies  through   honest  refused")
    for language in told:
        print(
            f"{language:8}{told[language]:7}{passed[language]:9}"
            f"{truths[language]:9}{alarms[language]:9}"
        )
    print(f"all     {told.total():7}{len(through):9}{truths.total():9}{len(refused):9}")
    print("held back    honest passed then  now     lies through then  now")
    for name, (passed_then, through_then) in ROUNDS.items():
        true = [not faults_of(one) for one in held("honest") if one.kind == name]
        false = [not faults_of(one) for one in held("lies") if one.kind == name]
        share = 100 * sum(true) / len(true)
        print(f"{name}{passed_then:24} %{share:7.0f} %{through_then:18}{sum(false):5}")
    for one in (*through, *refused):
        print(f"{one.language} {one.kind or 'honest'}: {one.text} {faults_of(one)}")


def _language(one: Sentence) -> str:
    return one.language


if __name__ == "__main__":
    main()
