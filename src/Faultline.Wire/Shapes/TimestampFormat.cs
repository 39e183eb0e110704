namespace Faultline.Wire.Shapes;

public enum TimestampFormat
{
    /// <summary>Whatever the protocol takes at that place.</summary>
    Protocol,
    Iso8601,
    UnixTimestamp,
    Rfc822,
}
