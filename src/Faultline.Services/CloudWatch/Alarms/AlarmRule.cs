namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// The rule of a composite alarm ("AlarmRule" of PutCompositeAlarm, API reference), as it was written.
/// </summary>
internal abstract record AlarmRule
{
    /// <summary>Whether it holds, by the states of alarms under the names that the rule has for them.</summary>
    public abstract bool Holds(Func<string, string?> stateOf);

    /// <summary>The alarms that it names, each as often as it does.</summary>
    public abstract IEnumerable<string> Names { get; }

    public sealed record Constant(bool Value) : AlarmRule
    {
        public override IEnumerable<string> Names => [];

        public override bool Holds(Func<string, string?> stateOf) => Value;
    }

    /// <summary>An alarm is in a state.</summary>
    public sealed record Is(string State, string Name) : AlarmRule
    {
        public override IEnumerable<string> Names => [Name];

        public override bool Holds(Func<string, string?> stateOf) => stateOf(Name) == State;
    }

    public sealed record Not(AlarmRule Rule) : AlarmRule
    {
        public override IEnumerable<string> Names => Rule.Names;

        public override bool Holds(Func<string, string?> stateOf) => !Rule.Holds(stateOf);
    }

    public sealed record All(IReadOnlyList<AlarmRule> Rules) : AlarmRule
    {
        public override IEnumerable<string> Names => Rules.SelectMany(rule => rule.Names);

        public override bool Holds(Func<string, string?> stateOf) => Rules.All(rule => rule.Holds(stateOf));
    }

    public sealed record Any(IReadOnlyList<AlarmRule> Rules) : AlarmRule
    {
        public override IEnumerable<string> Names => Rules.SelectMany(rule => rule.Names);

        public override bool Holds(Func<string, string?> stateOf) => Rules.Any(rule => rule.Holds(stateOf));
    }

    /// <summary>So many of some alarms are in a state, or are not.</summary>
    public sealed record AtLeast(int Count, string State, bool IsNegated, IReadOnlyList<string> Alarms) : AlarmRule
    {
        public override IEnumerable<string> Names => Alarms;

        public override bool Holds(Func<string, string?> stateOf) =>
            Alarms.Count(name => (stateOf(name) == State) != IsNegated) >= Count;
    }
}
