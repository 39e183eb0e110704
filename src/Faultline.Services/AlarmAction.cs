namespace Faultline.Services;

/// <summary>
/// An alarm is in a state that it has an action for, and this is that action: what whoever acts must know of the alarm.
/// While it stays in the state, actions of scaling policies are called once more every minute, others are not.
/// </summary>
/// <param name="Action">The ARN of the action.</param>
/// <param name="Alarm">The name of the alarm.</param>
/// <param name="State"><c>OK</c>, <c>ALARM</c> or <c>INSUFFICIENT_DATA</c>.</param>
public sealed record AlarmAction(string Account, string Action, string Alarm, string State)
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The state as of the look before; the same as <see cref="State"/> when it is called once more.</summary>
    public required string Before { get; init; }

    public required string Reason { get; init; }

    /// <summary>The newest value that the alarm was judged by; null when there was none.</summary>
    public double? Value { get; init; }

    /// <summary>What that is compared with; null for an alarm that has none, as a composite one.</summary>
    public double? Threshold { get; init; }

    /// <summary>The dimensions of the alarm's metric, by name; actions on instances find theirs there.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// Acts on an alarm. Answers null once that is done, or in AWS's words why it could not be, for the alarm's history.
/// </summary>
public delegate ValueTask<string?> ActsOnAlarms(AlarmAction action, CancellationToken ct);
