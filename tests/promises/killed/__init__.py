"""The promise that a killed driver pays for nothing twice, with the videos server on loopback."""
