namespace Faultline.Services.Fis.Keeping;

/// <summary>How far an action is. The numbers are on people's disks.</summary>
internal enum Phase
{
    /// <summary>Nothing was done.</summary>
    Waiting = 1,

    /// <summary>It is asked to begin, and nobody knows yet whether it has.</summary>
    Beginning = 2,

    /// <summary>It has begun.</summary>
    Running = 3,

    /// <summary>It is asked to put right what it did, and nobody knows yet whether it has.</summary>
    Ending = 4,

    /// <summary>Nothing of it is left to be done.</summary>
    Over = 5,
}
