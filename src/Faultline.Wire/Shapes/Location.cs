namespace Faultline.Wire.Shapes;

/// <summary>Where in an HTTP message a member of an operation's input or output travels.</summary>
public enum Location
{
    Body,
    Uri,
    QueryString,
    Header,
    Headers,
    StatusCode,
}
