namespace Faultline.Machines;

/// <summary>What came in is not HTTP as it should be. It is answered, and the connection closed.</summary>
internal sealed class BadRequest(int status, string why) : Exception(why)
{
    public int Status { get; } = status;
}
