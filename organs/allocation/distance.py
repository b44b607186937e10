"""How far two places on Earth lie apart."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_NM = 6371.0088 / 1.852
"""The mean radius of the Earth (IUGG, in kilometres) in nautical miles of 1.852 km."""

Place = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""


def nautical_miles(one: Place, other: Place) -> float:
    """The great circle distance on a sphere, within half a percent of that on the ellipsoid."""
    (latitude, longitude), (to_latitude, to_longitude) = (map(radians, place) for place in (one, other))
    half_chord = (
        sin((to_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(to_latitude) * sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_NM * asin(min(1.0, sqrt(half_chord)))
