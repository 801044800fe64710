"""Forms of halls, numbers, duty, receptions and teams. They clean; they never save."""
