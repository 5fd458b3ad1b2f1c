"""Made-up people of the country: as many as asked, and the few of the demo by name."""

from pencere_az.population.loading import PopulationError, Report, load, make
from pencere_az.population.personas import PERSONAS, Persona

__all__ = ["PERSONAS", "Persona", "PopulationError", "Report", "load", "make"]
