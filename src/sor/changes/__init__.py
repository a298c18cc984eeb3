"""The write side: changes as values, what they state, what they break, and what they bring about.

The way of a submission: ``document`` reads it, ``operations`` turn each change into statements on an ``overlay`` of
the timelines, ``judging`` lays the rule book over every piece of time that is touched, ``preview`` tells whose answers
change, and ``deciding`` holds these together. Nothing here writes.
"""
