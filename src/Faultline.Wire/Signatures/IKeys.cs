namespace Faultline.Wire.Signatures;

/// <summary>A place that knows access keys: the sessions of STS, and later the users of IAM.</summary>
public interface IKeys
{
    /// <summary>
    /// The key of that id; null when it is none of this place's; <see cref="Key.Refused"/> when it is, but the session
    /// token does not belong to it.
    /// </summary>
    Key? Find(ReadOnlySpan<char> accessKey, string? token);
}
