namespace Faultline.Machines;

/// <summary>What a program of an image answers to whoever asks it over HTTP.</summary>
internal interface IPages
{
    TimeProvider Clock { get; }

    /// <summary>So much of a body is kept for them; the rest is read and let go.</summary>
    int BodyBytesWanted { get; }

    Answer Answer(RequestHead request, byte[] body);
}
