namespace Faultline.Simulation;

/// <summary>What a client hears of a write to a scripted server.</summary>
public enum ScriptedWrite
{
    /// <summary>It is committed.</summary>
    Acknowledged,

    /// <summary>The wait for standbys was cancelled: it is committed there, and perhaps nowhere else.</summary>
    AcknowledgedLocally,

    /// <summary>Nobody takes writes there, or nobody is there.</summary>
    Refused,

    /// <summary>The connection broke, or no answer came in time.</summary>
    Unknown,
}
