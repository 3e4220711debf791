"""BPMN: read, write, check, draw, and the one token game."""
from .model import *
from .model import Stuck
from .program import compile, Program
from .game import start, step, deadlocked
