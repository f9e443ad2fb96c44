"""A storm that fills the sky has a closed deck; one that does not keeps its gaps."""

from dreamwright.engines.world.clouds.species import STORM, STRATUS, species


def test_a_full_storm_is_deeper_than_a_broken_one() -> None:
    assert species("storm", 0.92).gain_m > STORM.gain_m + 300
    assert species("storm", 0.5) == STORM
    assert species("stratus", 1.0) == STRATUS
