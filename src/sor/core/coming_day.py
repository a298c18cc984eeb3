"""Whether the day by a computer's clock may follow the day that a log has reached, without anybody's word."""

from sor.core.day import to_date, write_day


def unlikely_day(reached: int, today: int, most_ahead: int) -> str:
    """Why the clock's day is not to be believed after the day that the log has reached; nothing when it is."""
    clock, last = f"by this computer's clock it is {write_day(today)}", write_day(reached)
    if today < reached:
        return (
            f"Nothing is written: {clock}, but the register has reached {last}. If the clock is wrong, set it right. If"
            f' the register\'s day ran ahead, set it back: sor day --set {write_day(today)} --reason "..."'
        )
    ahead = (to_date(today) - to_date(reached)).days
    if ahead > most_ahead:
        return (
            f"Nothing is written: {clock}, {ahead} days after the register's last day ({last}); more than {most_ahead}"
            " are not believed unasked. If the clock is wrong, set it right. If it is right, say so: sor day --accept"
        )
    return ""
