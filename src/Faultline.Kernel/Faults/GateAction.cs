namespace Faultline.Kernel.Faults;

/// <summary>What the gate does to a call.</summary>
public abstract record GateAction
{
    /// <summary>Answers with an error. The status is AWS's for the code where none is said.</summary>
    public sealed record Error(string Code, int? Status, string Message) : GateAction
    {
        public const string Throttled = "ThrottlingException";

        public const string Unavailable = "ServiceUnavailable";

        /// <summary>Each service answers with its own code and words for it.</summary>
        public bool InOwnForm { get; init; }
    }

    /// <summary>Lets the call wait first.</summary>
    public sealed record Delay(TimeSpan Mean, TimeSpan Jitter) : GateAction;

    /// <summary>Nobody is there: the connection ends without an answer.</summary>
    public sealed record Drop : GateAction;

    /// <summary>Lets so many calls a second pass, and answers the rest with an error.</summary>
    public sealed record Limit(double PerSecond, Error Refusal) : GateAction
    {
        private readonly Lock gate = new();
        private double left = PerSecond;
        private DateTimeOffset at;

        public bool Passes(DateTimeOffset now)
        {
            lock (gate)
            {
                var gained = at == default ? PerSecond : (now - at).TotalSeconds * PerSecond;
                (at, left) = (now, Math.Min(Math.Max(1, PerSecond), left + Math.Max(0, gained)));
                if (left < 1)
                {
                    return false;
                }

                left--;
                return true;
            }
        }
    }
}
