namespace Faultline.Engines.Balancer.Http;

/// <summary>What a connection waits for: it decides how long it may.</summary>
internal enum Stage : byte
{
    /// <summary>For nothing that anybody has to watch.</summary>
    None,

    /// <summary>For another request of the client.</summary>
    Idle,

    /// <summary>For the rest of a request that has begun.</summary>
    Head,

    /// <summary>For the target's answer to begin.</summary>
    Answer,

    /// <summary>For bytes of a body, either way.</summary>
    Body,
}
